import { Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import type { Context } from '../commands/command.ts'
import { isNoteKey } from '../store/notes.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { WorkflowState } from '../store/workflowStore.ts'
import css from './Inspector.module.css'
import { NodeInspector } from './NodeInspector.tsx'
import { NodeProblems } from './NodeProblems.tsx'
import { NoteInspector } from './NoteInspector.tsx'
import { Resizable } from './Resizable.tsx'
import { SeveralSelected } from './SeveralSelected.tsx'
import { Sheet } from './Sheet.tsx'
import { WayInspector } from './WayInspector.tsx'
import { WholeWorkflow } from './WholeWorkflow.tsx'

interface Props {
  readonly context: Context
  readonly problems: readonly Problem[]
  readonly isPhone: boolean
}

const readSelected = (state: WorkflowState) => state.selected
const readWay = (state: WorkflowState) => state.selectedWay
const readPanel = (state: WorkflowState) => state.panel

/** What is selected, and how it can be changed: a step, a way, several steps, or else the workflow as a whole. */
export function Inspector({ context, problems, isPhone }: Props) {
  const selected = useWorkflow(readSelected)
  const way = useWorkflow(readWay)
  const panel = useWorkflow(readPanel)
  const select = useWorkflow((state) => state.select)
  const showPanel = useWorkflow((state) => state.showPanel)
  const [first, ...others] = selected
  const ofStep = others.length > 0 ? [] : problems.filter(({ node }) => first !== undefined && node === first)
  const content: ReactNode =
    others.length > 0 ? (
      <SeveralSelected context={context} count={selected.length} />
    ) : first && isNoteKey(first) ? (
      <NoteInspector key={first} id={first} context={context} />
    ) : first ? (
      <NodeInspector key={first} id={first} context={context} />
    ) : way ? (
      <WayInspector context={context} />
    ) : (
      <WholeWorkflow context={context} problems={problems} />
    )
  if (isPhone) {
    const isWhole = first === undefined && !way
    const close = () => {
      select([])
      showPanel('none')
    }
    return (
      <Drawer
        opened={selected.length > 0 || panel !== 'none'}
        onClose={close}
        position="bottom"
        size="80%"
        title={words.inspector.title}
      >
        {context.isReadOnly && <p className={css.readOnly}>{words.inspector.readOnly}</p>}
        {isWhole ? content : <Sheet context={context}>{content}</Sheet>}
        <NodeProblems problems={ofStep} />
      </Drawer>
    )
  }
  return (
    <Resizable>
      {content}
      <NodeProblems problems={ofStep} />
    </Resizable>
  )
}
