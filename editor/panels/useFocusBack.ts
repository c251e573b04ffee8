import { useLayoutEffect } from 'react'

/**
 * Gives the focus back to what had it when something opened over the page, once that is closed or gone; Mantine does so only for what
 * stays when it is closed. What took the focus itself meanwhile keeps it.
 */
export function useFocusBack(opened = true): void {
  useLayoutEffect(() => {
    if (!opened) return
    let opener: Element | null = null
    // After what was open before has given the focus back, and before this takes it.
    queueMicrotask(() => {
      opener = stayingOf(document.activeElement)
    })
    return () => {
      const last = document.activeElement
      queueMicrotask(() => {
        const now = document.activeElement
        if (opener instanceof HTMLElement && (now === document.body || now === last))
          opener.focus({ preventScroll: true })
      })
    }
  }, [opened])
}

/** A menu goes when one of it is chosen: what stays is the button that it belongs to. */
function stayingOf(element: Element | null): Element | null {
  const button = element?.closest('[role="menu"]')?.getAttribute('aria-labelledby')
  return button ? document.getElementById(button) : element
}
