import { Button, Drawer, Tabs, Textarea } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { type PointerEvent, type ReactNode, useState } from 'react'
import { limits } from '../../shared/limits.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { Problem } from '../../shared/problem.ts'
import { words } from '../../shared/words/editor.ts'
import { kindHint, kindWord, portTitleOf, titleOf, useNames } from '../canvas/describe.ts'
import { useLiveWorkflow } from '../canvas/LiveWorkflow.ts'
import type { Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import { formOf } from '../nodes/index.ts'
import { nodeOf, type Settings } from '../store/document.ts'
import { setSettings } from '../store/edits.ts'
import { isNoteKey } from '../store/notes.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import type { Panel, WorkflowState } from '../store/workflowStore.ts'
import css from './Inspector.module.css'
import { InspectorHeader } from './InspectorHeader.tsx'
import { iconNamed } from './icons.ts'
import { NodeProblems } from './NodeProblems.tsx'
import { NoteInspector } from './NoteInspector.tsx'
import { PathFigures } from './PathFigures.tsx'
import { ProblemsList } from './ProblemsList.tsx'
import { Results } from './Results.tsx'
import { WorkflowSettingsForm } from './WorkflowSettingsForm.tsx'

interface Props {
  readonly context: Context
  readonly problems: readonly Problem[]
  readonly isPhone: boolean
}

const narrowest = 300
const widest = 720
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

/** What can't be changed here is read; what leads elsewhere lies outside of it. */
const Sheet = ({ context, children }: { readonly context: Context; readonly children: ReactNode }) => (
  <fieldset disabled={context.isReadOnly} className={css.sheet}>
    {children}
  </fieldset>
)

function Resizable({ children }: { readonly children: ReactNode }) {
  const [width, setWidth] = useLocalStorage({
    key: 'perennial.inspector',
    defaultValue: 360,
    getInitialValueInEffect: false,
  })
  const [isDragging, setDragging] = useState(false)
  const clamp = (value: number) => Math.max(narrowest, Math.min(widest, value))
  const onPointerMove = (event: PointerEvent) => isDragging && setWidth(clamp(window.innerWidth - event.clientX))
  return (
    <aside className={css.inspector} style={{ width: clamp(width) }} aria-label={words.inspector.title} data-inspector>
      {/* biome-ignore lint/a11y/useSemanticElements: a line between two parts of a page that can be moved */}
      <div
        className={css.resizer}
        role="separator"
        aria-orientation="vertical"
        aria-label={words.inspector.resize}
        aria-valuenow={clamp(width)}
        aria-valuemin={narrowest}
        aria-valuemax={widest}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          setDragging(true)
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => setDragging(false)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') setWidth(clamp(width + 24))
          if (event.key === 'ArrowRight') setWidth(clamp(width - 24))
        }}
      />
      <div className={css.scroll}>{children}</div>
    </aside>
  )
}

function NodeInspector({ id, context }: { readonly id: string; readonly context: Context }) {
  const document = useWorkflow((state) => state.document)
  const { perform } = context.store.getState()
  const names = useNames()
  const node = nodeOf(document, id)
  if (!node) return null
  const { group, icon, assigns } = definitionOf(node.kind)
  const Icon = iconNamed(icon)
  const Form = formOf(node.kind)
  const change = (settings: Settings) => {
    const { document: current } = context.store.getState()
    perform(words.edits.settings(titleOf(node, names)), setSettings(current, id, settings), { merge: `settings ${id}` })
  }
  return (
    <>
      <InspectorHeader
        context={context}
        group={group}
        icon={Icon}
        title={kindWord(node.kind)}
        about={kindHint(node.kind)}
      />
      <div className={css.form} data-inspector-form>
        {assigns && <PathFigures node={id} />}
        <Form node={node} settings={node.settings} document={document} onChange={change} />
        <Textarea
          label={words.inspector.note}
          placeholder={words.inspector.noteHint}
          autosize
          minRows={1}
          maxRows={8}
          maxLength={limits.noteBytes}
          value={node.note ?? ''}
          onChange={(event) =>
            perform(
              words.edits.note(titleOf(node, names)),
              { changes: [{ change: 'setNote', id, note: event.currentTarget.value }] },
              { merge: `note ${id}` },
            )
          }
        />
        <p className={css.id}>{words.inspector.id(id)}</p>
      </div>
    </>
  )
}

function WayInspector({ context }: { readonly context: Context }) {
  const way = useWorkflow(readWay)
  const document = useWorkflow((state) => state.document)
  const names = useNames()
  const from = way && nodeOf(document, way.from)
  const to = way && from && nodeOf(document, from.ports?.[way.port] ?? '')
  if (!way || !from) return null
  return (
    <div className={css.form}>
      <h2>{words.inspector.way}</h2>
      <p>
        {words.inspector.wayAbout(titleOf(from, names), portTitleOf(from, way.port, names), to && titleOf(to, names))}
      </p>
      {to && !context.isReadOnly && (
        <Button variant="default" onClick={() => commandOf('delete').perform(context)}>
          {words.commands.deleteWay}
        </Button>
      )}
    </div>
  )
}

function SeveralSelected({ context, count }: { readonly context: Context; readonly count: number }) {
  return (
    <div className={css.form}>
      <h2>{words.inspector.several(count)}</h2>
      {['copy', 'duplicate', 'delete'].map((id) => {
        const command = commandOf(id)
        const Icon = command.icon
        return (
          <Button
            key={id}
            variant="default"
            justify="flex-start"
            leftSection={Icon && <Icon size={14} aria-hidden />}
            disabled={!command.enabled(context)}
            onClick={() => command.perform(context)}
          >
            {command.label(context)}
          </Button>
        )
      })}
    </div>
  )
}

function WholeWorkflow({ context, problems }: { readonly context: Context; readonly problems: readonly Problem[] }) {
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
