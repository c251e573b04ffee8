import { ActionIcon, TextInput, Tooltip, UnstyledButton } from '@mantine/core'
import { PanelLeftClose, PanelLeftOpen, Search, StickyNote } from 'lucide-react'
import { useState } from 'react'
import { definitionOf, type NodeKind } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { kindHint, kindWord } from '../canvas/describe.ts'
import { dragType, noteDrag } from '../canvas/useDropping.ts'
import { placeNode, wayAfter } from '../store/edits.ts'
import { useUi, useUiStore } from '../store/uiStore.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import { iconNamed } from './icons.ts'
import { groupsOfKinds, matchingKinds } from './kinds.ts'
import css from './Palette.module.css'

interface Props {
  readonly onAdded: (id: string) => void
  readonly onAddNote: () => void
}

/** The steps that there are: to be dragged onto the canvas or a way, or pressed to follow what is selected. */
export function Palette({ onAdded, onAddNote }: Props) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const isShown = useUi((state) => state.isPaletteShown)
  const [query, setQuery] = useState('')
  const toggle = () => ui.setState({ isPaletteShown: !isShown })
  const add = (kind: NodeKind) => {
    const { document, selected, perform } = store.getState()
    const edit = placeNode(document, kind, wayAfter(document, selected.at(-1)))
    perform(words.edits.add(kindWord(kind)), edit)
    onAdded(edit.id)
  }
  if (!isShown)
    return (
      <div className={css.closed}>
        <Tooltip label={words.palette.open} position="right">
          <ActionIcon onClick={toggle} aria-label={words.palette.open}>
            <PanelLeftOpen size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    )
  const groups = groupsOfKinds(matchingKinds(query))
  return (
    <aside className={css.palette} aria-label={words.palette.label}>
      <div className={css.top}>
        <TextInput
          flex={1}
          aria-label={words.palette.find}
          placeholder={words.palette.find}
          leftSection={<Search size={16} strokeWidth={1.6} aria-hidden />}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <Tooltip label={words.palette.close}>
          <ActionIcon onClick={toggle} aria-label={words.palette.close}>
            <PanelLeftClose size={16} strokeWidth={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {groups.map(({ group, title, kinds }) => (
        <section key={group}>
          <h2>{title}</h2>
          {kinds.map((kind) => {
            const Icon = iconNamed(definitionOf(kind).icon)
            return (
              <UnstyledButton
                key={kind}
                className={css.kind}
                draggable
                data-kind={kind}
                title={kindHint(kind)}
                onClick={() => add(kind)}
                onDragStart={(event) => {
                  event.dataTransfer.setData(dragType, kind)
                  event.dataTransfer.effectAllowed = 'copy'
                }}
              >
                <span className={`${css.square} tint-${group}`}>
                  <Icon size={14} strokeWidth={1.6} aria-hidden />
                </span>
                {kindWord(kind)}
              </UnstyledButton>
            )
          })}
        </section>
      ))}
      {isNoteFound(query) && (
        <section>
          <h2>{words.note.group}</h2>
          <UnstyledButton
            className={css.kind}
            draggable
            title={words.note.hint}
            onClick={onAddNote}
            onDragStart={(event) => {
              event.dataTransfer.setData(dragType, noteDrag)
              event.dataTransfer.effectAllowed = 'copy'
            }}
          >
            <span className={`${css.square} tint-exit`}>
              <StickyNote size={14} strokeWidth={1.6} aria-hidden />
            </span>
            {words.note.palette}
          </UnstyledButton>
        </section>
      )}
      {groups.length === 0 && !isNoteFound(query) && <p className={css.none}>{words.picker.none}</p>}
    </aside>
  )
}

const isNoteFound = (query: string): boolean => words.note.palette.toLowerCase().includes(query.trim().toLowerCase())
