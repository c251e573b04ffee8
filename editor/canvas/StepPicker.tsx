import { TextInput, UnstyledButton } from '@mantine/core'
import { useClickOutside, useFocusTrap, useMergedRef } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { definitionOf, type NodeKind } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { iconNamed } from '../panels/icons.ts'
import { groupsOfKinds, matchingKinds } from '../panels/kinds.ts'
import { useFocusBack } from '../panels/useFocusBack.ts'
import { canStandOn, placeNode } from '../store/edits.ts'
import { type Picking, useUi, useUiStore } from '../store/uiStore.ts'
import { useWorkflowStore } from '../store/WorkflowContext.ts'
import { kindHint, kindWord } from './describe.ts'
import css from './StepPicker.module.css'

/** The list of steps at the place where one is to be added. */
export function StepPicker() {
  const picking = useUi((state) => state.picking)
  return picking ? <OpenPicker key={`${picking.at.x},${picking.at.y}`} picking={picking} /> : null
}

const width = 280
const height = 380

function OpenPicker({ picking }: { readonly picking: Picking }) {
  const store = useWorkflowStore()
  const ui = useUiStore()
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const close = () => ui.setState({ picking: undefined })
  const box = useMergedRef(useClickOutside(close), useFocusTrap())
  useFocusBack()

  const { way } = picking
  const fits = (kind: NodeKind) => !way || canStandOn(store.getState().document, way, kind)
  const found = matchingKinds(query).filter(fits)
  const pick = (kind: NodeKind | undefined) => {
    if (!kind) return
    const { document, perform } = store.getState()
    perform(words.edits.add(kindWord(kind)), placeNode(document, kind, way, picking.place))
    close()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close()
    else if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setActive((active - 1 + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') pick(found[active])
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const left = Math.max(8, Math.min(picking.at.x, window.innerWidth - width - 8))
  const top = Math.max(8, Math.min(picking.at.y + 4, window.innerHeight - height - 8))
  return (
    <div
      ref={box}
      className={css.picker}
      style={{ left, top, width, maxHeight: height }}
      role="dialog"
      aria-label={words.picker.title}
      onKeyDown={onKeyDown}
    >
      <TextInput
        data-autofocus
        aria-label={words.picker.find}
        placeholder={words.picker.find}
        leftSection={<Search size={14} aria-hidden />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          setActive(0)
        }}
      />
      <div className={css.list}>
        {groupsOfKinds(found).map(({ group, title, kinds }) => (
          <section key={group} aria-label={title}>
            <h3>{title}</h3>
            {kinds.map((kind) => {
              const Icon = iconNamed(definitionOf(kind).icon)
              const index = found.indexOf(kind)
              return (
                <UnstyledButton
                  key={kind}
                  className={css.kind}
                  data-active={index === active || undefined}
                  data-kind={kind}
                  onMouseMove={() => setActive(index)}
                  onClick={() => pick(kind)}
                >
                  <span className={`${css.square} tint-${group}`}>
                    <Icon size={14} strokeWidth={1.6} aria-hidden />
                  </span>
                  <span className={css.text}>
                    {kindWord(kind)}
                    <small>{kindHint(kind)}</small>
                  </span>
                </UnstyledButton>
              )
            })}
          </section>
        ))}
        {found.length === 0 && <p className="quiet">{words.picker.none}</p>}
      </div>
    </div>
  )
}
