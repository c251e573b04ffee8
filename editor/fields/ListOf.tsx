import { ActionIcon } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import css from '../nodes/Forms.module.css'
import { AddButton } from './AddButton.tsx'

interface Props<Item> {
  readonly items: readonly Item[]
  readonly most: number
  /** Names one of them, counted from 1. */
  readonly name: (number: number) => string
  readonly removeLabel: (number: number) => string
  readonly addLabel: string
  readonly added: () => Item
  readonly onChange: (items: Item[]) => void
  readonly children: (item: Item, change: (item: Item) => void) => ReactNode
}

/** Several of the same, each with its own fields; one more is added below, and each can be taken away. */
export function ListOf<Item>({ items, most, name, removeLabel, addLabel, added, onChange, children }: Props<Item>) {
  return (
    <>
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no identity but their place
        <section key={index} className={css.part} aria-label={name(index + 1)}>
          <div className={css.partHead}>
            <strong>{name(index + 1)}</strong>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={removeLabel(index + 1)}
              onClick={() => onChange(items.filter((_, at) => at !== index))}
            >
              <Trash2 size={14} aria-hidden />
            </ActionIcon>
          </div>
          {children(item, (next) => onChange(items.with(index, next)))}
        </section>
      ))}
      {items.length < most && <AddButton onClick={() => onChange([...items, added()])}>{addLabel}</AddButton>}
    </>
  )
}
