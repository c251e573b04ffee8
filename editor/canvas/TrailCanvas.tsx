import '@xyflow/react/dist/style.css'
import { Background, BackgroundVariant, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react'
import { useMemo, useState } from 'react'
import type { z } from 'zod'
import type { RunSummary, TrailDecision } from '../../shared/api/models/run.ts'
import { words } from '../../shared/words/editor.ts'
import { useVocabulary } from '../fields/useVocabulary.ts'
import type { Draft } from '../store/document.ts'
import { createUiStore, UiContext } from '../store/uiStore.ts'
import { arrange, placesOf, shapesOf, visitHeight } from './arrange.ts'
import css from './Canvas.module.css'
import { NamesContext, namesOf, portTitleOf, useNames } from './describe.ts'
import { type CanvasNode, drawingOf, type WayEdge } from './flow.ts'
import { lasting } from './lasting.ts'
import { edgeTypes, nodeTypes } from './nodeTypes.ts'
import { trailOf } from './trail.ts'
import { useIsFar } from './useIsFar.ts'
import { useMeasured } from './useMeasured.ts'
import { useRefit } from './useRefit.ts'

interface Props {
  /** The version that the run is on, as the API gives it. */
  readonly document: Record<string, unknown>
  readonly trail: readonly z.infer<typeof TrailDecision>[]
  readonly run: z.infer<typeof RunSummary>
}

/**
 * A run drawn on its workflow: the path that it took, and at each step why and when. It can be moved and zoomed, not changed.
 * It fills the box that it is put in, which needs a height.
 */
export function TrailCanvas(props: Props) {
  const [ui] = useState(createUiStore)
  const known = useVocabulary()
  const names = useMemo(() => namesOf(props.document as unknown as Draft, known), [props.document, known])
  return (
    <UiContext value={ui}>
      <NamesContext value={names}>
        <ReactFlowProvider>
          <Drawn {...props} />
        </ReactFlowProvider>
      </NamesContext>
    </UiContext>
  )
}

const fitting = { padding: 0.1, maxZoom: 1 }

function Drawn({ document, trail, run }: Props) {
  const draft = document as unknown as Draft
  const names = useNames()
  const far = useIsFar()
  const flow = useReactFlow()
  useRefit(() => void flow.fitView({ ...fitting, ...lasting(150) }))
  const { measured, measure } = useMeasured()
  const drawing = useMemo(() => {
    const { marks, taken } = trailOf(trail, run)
    const shapes = shapesOf(draft.nodes, names).map((shape) => {
      const reason = marks.get(shape.id)?.visit?.reason
      return reason === undefined ? shape : { ...shape, height: shape.height + visitHeight(reason) }
    })
    return drawingOf(
      {
        nodes: draft.nodes,
        notes: draft.notes,
        places: placesOf(draft.nodes, shapes, arrange(shapes)),
        selected: new Set(),
        selectedWay: undefined,
        marks,
        measured,
        titleOfPort: (node, port) => portTitleOf(node, port, names),
        hasEnds: false,
        taken,
      },
      undefined,
    )
  }, [draft, names, trail, run, measured])
  return (
    <section
      className={css.canvas}
      style={{ height: '100%' }}
      data-far={far || undefined}
      aria-label={words.trail.label}
    >
      <ReactFlow<CanvasNode, WayEdge>
        nodes={drawing.nodes as CanvasNode[]}
        edges={drawing.edges as WayEdge[]}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={measure}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        panOnScroll
        minZoom={0.1}
        maxZoom={1.5}
        fitView
        fitViewOptions={fitting}
        proOptions={{ hideAttribution: true }}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.6} color={far ? 'transparent' : 'var(--dot)'} />
      </ReactFlow>
    </section>
  )
}
