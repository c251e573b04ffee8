import { portsOf } from '../../../shared/graph.ts'
import { definitionOf, isTrigger } from '../../../shared/nodes/index.ts'
import { nodeWords } from '../../../shared/words/nodes.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showList } from '../../../shared/words/show.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import { layout, nodeWidth, type Shape, wayKey } from '../../canvas/layout.ts'
import { routeWay } from '../../canvas/routeWay.ts'
import css from './Template.module.css'

const height = 72
const margin = 32

/** A small drawing of a workflow: its steps top to bottom as the canvas would place them, each in the colour of its group. */
export function FlowSketch({ workflow }: { readonly workflow: Workflow }) {
  const shapes: Shape[] = workflow.nodes.map((node) => ({
    id: node.id,
    height,
    isStart: isTrigger(node.kind),
    ports: portsOf(node).map(({ id }) => ({ id, to: node.ports?.[id] })),
  }))
  const { nodes, lanes, returns } = layout(shapes)
  const places = [...nodes.values()]
  const left = Math.min(...places.map(({ x }) => x)) - margin
  const right = Math.max(...places.map(({ x }) => x + nodeWidth), ...lanes.values(), ...returns.values()) + margin
  const bottom = Math.max(...places.map(({ y }) => y + height)) + margin
  const into = new Map<string, number>()
  for (const { ports } of shapes) for (const { to } of ports) if (to) into.set(to, (into.get(to) ?? 0) + 1)
  const kinds = [...new Set(workflow.nodes.map(({ kind }) => nodeWords[kind].name))]
  return (
    <svg
      className={css.sketch}
      viewBox={`${left} ${-margin} ${right - left} ${bottom + margin}`}
      role="img"
      aria-label={pageWords.templates.drawing(workflow.title, showList(kinds))}
    >
      {shapes.flatMap(({ id, ports }) =>
        ports.map((port, index) => {
          const from = nodes.get(id)
          const to = port.to === undefined ? undefined : nodes.get(port.to)
          if (!from || !to || port.to === undefined) return null
          const start = { x: from.x + (nodeWidth * (index + 0.5)) / ports.length, y: from.y + height }
          const key = wayKey(id, port.id)
          const { path } = routeWay(
            start,
            { x: to.x + nodeWidth / 2, y: to.y },
            { isJoin: (into.get(port.to) ?? 0) > 1, lane: lanes.get(key), back: returns.get(key) },
          )
          return <path key={key} d={path} className={css.way} />
        }),
      )}
      {workflow.nodes.map((node) => {
        const at = nodes.get(node.id)
        if (!at) return null
        return (
          <g key={node.id} transform={`translate(${at.x} ${at.y})`}>
            <rect width={nodeWidth} height={height} rx={14} className={css.node} />
            <rect
              x={16}
              y={18}
              width={36}
              height={36}
              rx={10}
              className={`tint-${definitionOf(node.kind).group}`}
              data-tint
            />
            <rect x={66} y={20} width={70} height={10} rx={5} className={css.line} />
            <rect x={66} y={42} width={146} height={12} rx={6} className={css.line} />
          </g>
        )
      })}
    </svg>
  )
}
