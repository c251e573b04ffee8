import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { MendEvent } from '../../../editor/pages/settings/MendEvent.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { answers } from './answers.ts'

afterEach(() => vi.unstubAllGlobals())

const refusedWith = (body: string) => ({
  id: 7,
  at: '2026-11-22T10:00:00.000Z',
  source: 'server',
  body,
  historical: false,
  problems: [
    { code: 'instant', severity: 'error' as const, path: '/timestamp', sentence: 'Expected a time, but "soon" came.' },
  ],
})

const mend = (body: string, onClose = () => {}) => {
  render(
    <Providers env="test">
      <MendEvent refused={refusedWith(body)} onClose={onClose} />
    </Providers>,
  )
  return screen.findByLabelText<HTMLTextAreaElement>('The event, as JSON')
}
const send = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Send again' })

describe('a refused event', () => {
  test('is sent again as it was mended', async () => {
    const asked = answers(() => ({ json: { position: 3 } }))
    const closed = vi.fn()
    const text = await mend('{"type":"track","timestamp":"soon"}', closed)
    fireEvent.change(text, { target: { value: text.value.replace('soon', '2026-11-22T10:00:00Z') } })
    await userEvent.click(send())
    await waitFor(() => expect(closed).toHaveBeenCalled())
    expect(asked[0]).toEqual({
      method: 'POST',
      path: '/api/refused/7/replay',
      body: { body: { type: 'track', timestamp: '2026-11-22T10:00:00Z' } },
    })
  })

  test('cannot be sent while it is no JSON object', async () => {
    answers(() => undefined)
    const text = await mend('{"type":"track"}')
    for (const value of ['{"type": ', '[1]', 'null', '']) {
      fireEvent.change(text, { target: { value } })
      expect(send().disabled, value).toBe(true)
    }
  })

  test('that is refused again stays, with what is wrong now', async () => {
    const problems = [{ code: 'nobody', severity: 'error', sentence: 'This event names no customer.' }]
    answers(() => ({ status: 422, json: { type: 'about:blank', title: 'Problems', status: 422, problems } }))
    const closed = vi.fn()
    await mend('{"type":"track"}', closed)
    await userEvent.click(send())
    expect((await screen.findAllByText(/This event names no customer/)).length).toBeGreaterThan(0)
    expect(screen.queryByText(/Expected a time/)).toBeNull()
    expect(closed).not.toHaveBeenCalled()
  })

  test('keeps the digits of numbers that JavaScript cannot hold', async () => {
    answers(() => undefined)
    expect((await mend('{"userId":12345678901234567890}')).value).toContain('12345678901234567890')
  })
})
