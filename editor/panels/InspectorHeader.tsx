import { ActionIcon } from '@mantine/core'
import { Trash2, X } from 'lucide-react'
import type { NodeGroup } from '../../shared/nodes/define.ts'
import { words } from '../../shared/words/editor.ts'
import type { Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import css from './Inspector.module.css'
import type { LucideIcon } from './icons.ts'

interface Props {
  readonly context: Context
  readonly group: NodeGroup
  readonly icon: LucideIcon
  readonly title: string
  readonly about: string
}

/** What is selected, and how one deletes it or lets it go. */
export function InspectorHeader({ context, group, icon: Icon, title, about }: Props) {
  const remove = commandOf('delete')
  return (
    <header className={css.header}>
      <span className={`${css.square} tint-${group}`}>
        <Icon size={16} strokeWidth={1.6} aria-hidden />
      </span>
      <div className={css.names}>
        <h2>{title}</h2>
        <small>{about}</small>
      </div>
      {!context.isReadOnly && (
        <ActionIcon
          aria-label={remove.label(context)}
          title={remove.label(context)}
          onClick={() => remove.perform(context)}
        >
          <Trash2 size={16} strokeWidth={1.6} aria-hidden />
        </ActionIcon>
      )}
      <ActionIcon aria-label={words.common.close} onClick={() => context.store.getState().select([])}>
        <X size={16} strokeWidth={1.6} aria-hidden />
      </ActionIcon>
    </header>
  )
}
