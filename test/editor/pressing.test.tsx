// Whoever presses twice, or holds a key down, does a thing once.
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { App } from '../../editor/App.tsx'
import { router } from '../../editor/router.tsx'
import { answers } from './pages/answers.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

/** A server that makes what it is asked for when the test says so. */
function slow(path: string) {
  let make = () => {}
  const asked = answers((one) => {
    if (one.method !== 'GET') return { json: { position: 1, id: 'made' } }
    return one.path === path ? { json: { items: [], next: null } } : undefined
  })
  const answered = globalThis.fetch
  vi.stubGlobal('fetch', async (address: string, init?: RequestInit) => {
    const answer = await answered(address, init)
    if (init?.method === 'POST') await new Promise<void>((resolve) => (make = resolve))
    return answer
  })
  return { made: () => asked.filter(({ method }) => method === 'POST').map(({ path }) => path), answer: () => make() }
}

test('a workflow is made once, though its button is pressed again before it is drawn as busy', async () => {
  const { made, answer } = slow('/api/workflows')
  const user = userEvent.setup()
  render(<App env="test" />)
  router.history.push('/workflows')
  await user.click((await screen.findAllByRole('button', { name: 'New workflow' }))[0] as HTMLElement)
  await user.type(await screen.findByRole('textbox', { name: 'What is it for?' }), 'Thanks')
  const button = screen.getByRole('button', { name: 'Open the canvas' })
  fireEvent.click(button)
  fireEvent.click(button)
  await waitFor(() => expect(button).toHaveProperty('disabled', true))
  expect(made()).toEqual(['/api/workflows'])
  answer()
  await waitFor(() => expect(router.state.location.pathname).toBe('/workflows/made'))
  expect(made()).toEqual(['/api/workflows'])
})
