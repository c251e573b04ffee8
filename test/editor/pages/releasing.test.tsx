import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { HoldBanner } from '../../../editor/panels/HoldBanner.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { statusOf } from '../status.ts'
import { answers } from './answers.ts'

afterEach(() => vi.unstubAllGlobals())

const held = (counts: { runs: number; messages: number }) => {
  const asked = answers(({ path }) => (path === '/api/release' ? { json: statusOf('own') } : undefined))
  render(
    <Providers env="test">
      <HoldBanner hold={{ since: '2026-11-22T10:00:00.000Z', why: 'absence', ...counts }} />
    </Providers>,
  )
  return asked
}

test('runs whose time came in a hold end only when somebody has read so and chosen it', async () => {
  const asked = held({ runs: 3, messages: 1 })
  await userEvent.click(screen.getByRole('button', { name: 'Go on…' }))
  await screen.findByText('What becomes of the 3 runs whose time has come')
  expect(asked).toEqual([])
  await userEvent.click(screen.getByRole('radio', { name: 'They end here' }))
  await userEvent.click(screen.getByRole('button', { name: 'Go on' }))
  await waitFor(() => expect(asked).toEqual([{ method: 'POST', path: '/api/release', body: { overdue: 'skip' } }]))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
})

test('a hold in which nothing came due asks nothing but to go on', async () => {
  held({ runs: 0, messages: 0 })
  await userEvent.click(screen.getByRole('button', { name: 'Go on…' }))
  await screen.findByText(/nothing is late/)
  expect(screen.queryByRole('radio')).toBeNull()
})
