import { Button } from '@mantine/core'
import { words } from '../../shared/words/editor.ts'
import type { Context } from '../commands/command.ts'
import { commandOf } from '../commands/commands.ts'
import css from './Inspector.module.css'

/** Several steps: what can be done with all of them. */
export function SeveralSelected({ context, count }: { readonly context: Context; readonly count: number }) {
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
