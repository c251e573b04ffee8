import { useMediaQuery } from '@mantine/hooks'
import { useEffect, useMemo, useRef } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import type { Answer } from '../api/call.ts'
import { seedStats, useLive } from '../api/useLive.ts'
import { useRoute } from '../api/useRoute.ts'
import { Canvas } from '../canvas/Canvas.tsx'
import { NamesContext, namesOf } from '../canvas/describe.ts'
import { LiveWorkflow } from '../canvas/LiveWorkflow.ts'
import { StepPicker } from '../canvas/StepPicker.tsx'
import type { CanvasHandle } from '../canvas/view.ts'
import { CommandPalette } from '../commands/CommandPalette.tsx'
import type { Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import { useShortcuts } from '../commands/useShortcuts.ts'
import { useVocabulary } from '../fields/useVocabulary.ts'
import { useUi, useUiStore } from '../store/uiStore.ts'
import { useWorkflow, useWorkflowStore } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import { ConflictDialog } from './ConflictDialog.tsx'
import { EndDialog } from './EndDialog.tsx'
import { Inspector } from './Inspector.tsx'
import { Palette } from './Palette.tsx'
import { PauseDialog } from './PauseDialog.tsx'
import { PublishDialog } from './PublishDialog.tsx'
import { ResumeDialog } from './ResumeDialog.tsx'
import { StartDialog } from './StartDialog.tsx'
import { TopBar } from './TopBar.tsx'
import { useProblems } from './useProblems.ts'
import { VersionsDialog } from './VersionsDialog.tsx'
import css from './Workbench.module.css'

const readSegments = (state: WorkflowState) => state.document.segments

interface Props {
  readonly detail: Answer<'readWorkflow'>
  readonly save: () => Promise<boolean>
}

/** The builder's page: top bar, palette, canvas, inspector, and what opens over them. */
export function Workbench({ detail, save }: Props) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const dialog = useUi((state) => state.dialog)
  const segments = useWorkflow(readSegments)
  const isReadOnly = useMediaQuery('(max-width: 720px)') ?? false
  const canvas = useRef<CanvasHandle>(null)

  const known = useVocabulary()
  const names = useMemo(() => namesOf({ segments: segments ?? {} }, known), [segments, known])
  const problems = useProblems()
  const byNode = useMemo(() => groupedByNode(problems), [problems])

  const context = useMemo<Context>(
    () => ({
      store,
      ui,
      isReadOnly,
      save,
      get canvas() {
        return canvas.current
      },
    }),
    [store, ui, isReadOnly, save],
  )
  useShortcuts(context)

  const isOut = detail.state !== 'draft'
  const { stats } = useLive(detail.id)
  const counted = useRoute('readStats', { params: { workflow: detail.id }, enabled: isOut && !stats })
  useEffect(() => {
    if (counted.data) seedStats(counted.data)
  }, [counted.data])

  const close = () => ui.setState({ dialog: undefined })
  return (
    <NamesContext value={names}>
      <LiveWorkflow value={isOut ? detail.id : undefined}>
        <div className={css.bench}>
          <TopBar context={context} detail={detail} problems={problems} />
          <div className={css.row}>
            {!isReadOnly && (
              <Palette
                onAdded={(id) => setTimeout(() => canvas.current?.reveal(id))}
                onAddNote={() => commandOf('addNote').perform(context)}
              />
            )}
            <Canvas isReadOnly={isReadOnly} problems={byNode} handle={canvas} />
            <Inspector context={context} problems={problems} isPhone={isReadOnly} />
          </div>
          <StepPicker />
          <ConflictDialog store={store} />
          {dialog === 'publish' && <PublishDialog context={context} onClose={close} onPublished={() => undefined} />}
          {dialog === 'commands' && <CommandPalette context={context} onClose={close} />}
          {dialog === 'pause' && <PauseDialog workflow={detail.id} onClose={close} />}
          {dialog === 'start' && (
            <StartDialog workflow={detail.id} document={context.store.getState().document} onClose={close} />
          )}
          {dialog === 'resume' && <ResumeDialog workflow={detail.id} onClose={close} />}
          {dialog === 'versions' && (
            <VersionsDialog context={context} version={detail.version} mayPublish={!isReadOnly} onClose={close} />
          )}
          {dialog === 'end' && <EndDialog workflow={detail.id} onClose={close} />}
          <span className={css.unseen} role="status" aria-live="polite">
            {words.builder.counts(problems.length)}
          </span>
        </div>
      </LiveWorkflow>
    </NamesContext>
  )
}

function groupedByNode(problems: readonly Problem[]): ReadonlyMap<string, readonly Problem[]> {
  const groups = new Map<string, Problem[]>()
  for (const problem of problems) {
    if (problem.node === undefined) continue
    const group = groups.get(problem.node)
    if (group) group.push(problem)
    else groups.set(problem.node, [problem])
  }
  return groups
}
