// What jsdom lacks and the page's packages ask for, and an empty page after each test, which knows nothing of what another was answered.
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { queryClient } from '../../editor/api/queryClient.ts'

afterEach(() => {
  cleanup()
  queryClient.clear()
})

configure({
  // Patience, as everywhere in these tests: others share the machine.
  asyncUtilTimeout: 60_000,
  // A look that finds nothing is repeated until it does. To print the whole page each time would take an eighth of these tests.
  getElementError: (message, container) => new Error(`${message}\n\nThe page says: ${container.textContent}`),
})

window.matchMedia ??= (query) => ({
  matches: false,
  media: query,
  onchange: null,
  addListener: () => {},
  removeListener: () => {},
  addEventListener: () => {},
  removeEventListener: () => {},
  dispatchEvent: () => false,
})

window.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
}

Element.prototype.scrollIntoView ??= () => {}

// A font never arrives here.
if (!document.fonts) Object.defineProperty(document, 'fonts', { value: new EventTarget() })
