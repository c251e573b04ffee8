interface Press {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

/** Whether a key press is the shortcut `mod+shift+z`; mod is Ctrl or Cmd. */
export function isShortcut(press: Press, shortcut: string): boolean {
  const parts = shortcut.toLowerCase().split('+')
  const key = parts.at(-1) || '+'
  const hasShift = parts.includes('shift')
  return (
    press.key.toLowerCase() === key &&
    (press.ctrlKey || press.metaKey) === parts.includes('mod') &&
    // A sign such as ? is typed with shift on some keyboards and without on others.
    (press.shiftKey === hasShift || (key.length === 1 && !/[a-z0-9]/.test(key))) &&
    press.altKey === parts.includes('alt')
  )
}

const signs: { readonly [key: string]: string } = {
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  delete: 'Del',
  backspace: '⌫',
  enter: 'Enter',
  escape: 'Esc',
  shift: 'Shift',
}

/** @example showShortcut('mod+z', false) // "Ctrl Z" */
export const showShortcut = (shortcut: string, isMac: boolean): string =>
  shortcut
    .split('+')
    .map((part) => (part === 'mod' ? (isMac ? '⌘' : 'Ctrl') : (signs[part] ?? part.toUpperCase())))
    .join(' ')
