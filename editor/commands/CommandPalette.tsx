import { Kbd, TextInput, UnstyledButton } from '@mantine/core'
import { Search } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { Dialog } from '../panels/Dialog.tsx'
import css from './CommandPalette.module.css'
import type { Command, Context } from './command.ts'
import { commands } from './commands.ts'
import { showShortcut } from './shortcut.ts'

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

/** All commands with their keys: to find one by its name, and to learn the keys. */
export function CommandPalette({ context, onClose }: { readonly context: Context; readonly onClose: () => void }) {
  const [query, setQuery] = useState('')
  const [active, setActive] = useState(0)
  const found = commands
    .filter((command) => command.isListed !== false)
    .map((command) => ({ command, label: command.label(context), isEnabled: command.enabled(context) }))
    .filter(({ label }) => label.toLowerCase().includes(query.trim().toLowerCase()))
  const perform = (command: Command | undefined) => {
    if (!command?.enabled(context)) return
    onClose()
    // After the dialog has given the focus back, so that what the command opens can take it.
    setTimeout(() => command.perform(context))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') setActive((active + 1) % Math.max(1, found.length))
    else if (event.key === 'ArrowUp') setActive((active - 1 + found.length) % Math.max(1, found.length))
    else if (event.key === 'Enter') perform(found[active]?.command)
    else return
    event.preventDefault()
  }
  return (
    <Dialog onClose={onClose} title={words.commands.title} size={480} yOffset="12vh" centered={false} padding="sm">
      <TextInput
        data-autofocus
        aria-label={words.commands.find}
        placeholder={words.commands.find}
        leftSection={<Search size={16} aria-hidden />}
        value={query}
        onChange={(event) => {
          setQuery(event.currentTarget.value)
          setActive(0)
        }}
        onKeyDown={onKeyDown}
      />
      <ul className={css.list}>
        {found.map(({ command, label, isEnabled }, index) => {
          const Icon = command.icon
          const [shortcut] = command.shortcuts ?? []
          return (
            <li key={command.id}>
              <UnstyledButton
                className={css.command}
                disabled={!isEnabled}
                data-active={index === active || undefined}
                onMouseMove={() => setActive(index)}
                onClick={() => perform(command)}
              >
                {Icon && <Icon size={16} strokeWidth={1.6} aria-hidden />}
                <span className="clip">{label}</span>
                {shortcut && <Kbd size="xs">{showShortcut(shortcut, isMac)}</Kbd>}
              </UnstyledButton>
            </li>
          )
        })}
        {found.length === 0 && <li className={css.none}>{words.commands.none}</li>}
      </ul>
    </Dialog>
  )
}
