import { useEffect } from 'react'
import { pieceIn } from './clipboard.ts'
import type { Context } from './command.ts'
import { commands, paste } from './commands.ts'
import { isShortcut } from './shortcut.ts'

/** The keyboard: every command's shortcuts, except while somebody writes or a dialog is open. */
export function useShortcuts(context: Context): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isBusy(event)) return
      const hasMod = event.ctrlKey || event.metaKey
      if (!hasMod && !isOnCanvas(event.target)) return
      const command = commands.find((one) => one.shortcuts?.some((shortcut) => isShortcut(event, shortcut)))
      if (!command?.enabled(context)) return
      // Who has marked a text copies the text.
      if (command.id === 'copy' && window.getSelection()?.isCollapsed === false) return
      event.preventDefault()
      command.perform(context)
    }
    const onPaste = (event: ClipboardEvent) => {
      if (isDialogOpen() || isText(event.target)) return
      paste(context, pieceIn(event.clipboardData?.getData('text/plain') ?? ''))
    }
    document.addEventListener('keydown', onKeyDown)
    document.addEventListener('paste', onPaste)
    return () => {
      document.removeEventListener('keydown', onKeyDown)
      document.removeEventListener('paste', onPaste)
    }
  }, [context])
}

/** In a text, keys write; only saving and the list of commands are heard there too. */
function isBusy(event: KeyboardEvent): boolean {
  if (isDialogOpen()) return true
  const isGlobal = isShortcut(event, 'mod+s') || isShortcut(event, 'mod+k')
  return isText(event.target) && !isGlobal
}

const isDialogOpen = (): boolean => document.querySelector('[role="dialog"][aria-modal="true"]') !== null

/** What keys write in. A switch or a list to choose from is none: what was done there is undone as everything else is. */
function isText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement)
    return !target.readOnly && target.type !== 'checkbox' && target.type !== 'radio'
  return target instanceof HTMLElement && (target.isContentEditable || /^(TEXTAREA|SELECT)$/.test(target.tagName))
}

function isOnCanvas(target: EventTarget | null): boolean {
  if (target === document.body) return true
  if (!(target instanceof Element) || target.closest('button, a, [role="menu"]')) return false
  return target.closest('.react-flow') !== null || target.id === 'page'
}
