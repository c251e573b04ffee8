import { Tabs } from '@mantine/core'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { useLiveWorkflow } from '../canvas/LiveWorkflow.ts'
import type { Context } from '../commands/command.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { Panel, WorkflowState } from '../store/workflowStore.ts'
import css from './Inspector.module.css'
import { ProblemsList } from './ProblemsList.tsx'
import { Results } from './Results.tsx'
import { Sheet } from './Sheet.tsx'
import { WorkflowSettingsForm } from './WorkflowSettingsForm.tsx'

const readPanel = (state: WorkflowState) => state.panel

/** The workflow as a whole: its settings, its problems, and how it does. */
export function WholeWorkflow({
  context,
  problems,
}: {
  readonly context: Context
  readonly problems: readonly Problem[]
}) {
  const panel = useWorkflow(readPanel)
  const showPanel = useWorkflow((state) => state.showPanel)
  const workflow = useLiveWorkflow()
  return (
    <Tabs
      value={panel === 'none' || (panel === 'results' && workflow === undefined) ? 'settings' : panel}
      onChange={(next) => showPanel((next ?? 'settings') as Panel)}
    >
      <Tabs.List>
        <Tabs.Tab value="settings">{words.inspector.workflow}</Tabs.Tab>
        <Tabs.Tab value="problems">{words.inspector.problems(problems.length)}</Tabs.Tab>
        {workflow !== undefined && <Tabs.Tab value="results">{words.results.tab}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="settings" className={css.form}>
        <Sheet context={context}>
          <WorkflowSettingsForm context={context} />
        </Sheet>
      </Tabs.Panel>
      <Tabs.Panel value="problems" className={css.form}>
        <ProblemsList context={context} problems={problems} />
      </Tabs.Panel>
      {workflow !== undefined && (
        <Tabs.Panel value="results" className={css.form}>
          <Results workflow={workflow} />
        </Tabs.Panel>
      )}
    </Tabs>
  )
}
