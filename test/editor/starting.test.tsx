// Letting people into a workflow by hand: many at once from the builder, one from their page.
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { queryClient } from '../../editor/api/queryClient.ts'
import { keyOf } from '../../editor/api/useRoute.ts'
import { StartWorkflow } from '../../editor/pages/customers/StartWorkflow.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'
import { StartDialog } from '../../editor/panels/StartDialog.tsx'
import { answers } from './pages/answers.ts'
import { draft } from './workflows.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const begins = (properties: readonly string[], key: string | null, byRequest = true) => ({
  begins: { byRequest, properties, key, events: [], attributes: [], segments: [], workflows: [] },
  causes: { starts: [], emits: [], sets: [] },
})
const workflows = [
  { id: 'parcel', title: 'Late parcel', state: 'live', links: begins(['order.id', 'amount', 'gift'], 'order.id') },
  { id: 'news', title: 'News', state: 'live', links: begins([], null) },
  { id: 'paused', title: 'Paused', state: 'paused', links: begins([], null) },
  { id: 'cart', title: 'Cart', state: 'live', links: begins([], 'cart_id', false) },
]

/** The server's side: what it was asked but for names. */
function server(known = workflows) {
  const asked = answers(({ path }) => {
    if (path === '/api/vocabulary') return { json: { events: [], attributes: [], segments: [], workflows: known } }
    if (path.endsWith('/preview')) return { json: { matching: 3, of: 3, complete: true } }
    return path.includes('/start') ? { json: { position: 1 } } : undefined
  })
  return () => asked.filter(({ path }) => path.includes('/start'))
}

const choose = async (field: string, choice: string) => {
  await userEvent.click(screen.getByRole('combobox', { name: field }))
  await userEvent.click(await screen.findByRole('option', { name: choice }))
}

test('many people start with the properties that the trigger names, never without the key', async () => {
  const asked = server()
  const closed = vi.fn()
  render(
    <Providers env="test">
      <StartDialog workflow="parcel" document={draft([])} onClose={closed} />
    </Providers>,
  )
  const key = await screen.findByLabelText(/^order.id/)
  expect(key).toHaveProperty('required', true)
  await screen.findByText('Give order.id to see for how many people.')
  expect(screen.getByRole('button', { name: 'Start' })).toHaveProperty('disabled', true)
  expect(asked()).toEqual([])

  await userEvent.type(key, 'o-3')
  await choose('Kind of amount', 'Number')
  await userEvent.type(screen.getByLabelText('amount'), '12.5')
  await choose('Kind of gift', 'Yes or no')
  await choose('gift', 'no')
  await userEvent.click(await screen.findByRole('button', { name: 'Start for 3 people' }))
  await waitFor(() => expect(closed).toHaveBeenCalled())
  const body = { audience: { of: 'everyone' }, properties: { order: { id: 'o-3' }, amount: 12.5, gift: false } }
  expect(asked().slice(-2)).toEqual([
    { method: 'POST', path: '/api/workflows/parcel/start/audience/preview', body },
    { method: 'POST', path: '/api/workflows/parcel/start/audience', body },
  ])
})

test('one customer starts a workflow that is live and begins by request, from their own page', async () => {
  const asked = server()
  render(
    <Providers env="test">
      <StartWorkflow customer={{ id: '7', name: 'Ada' }} />
    </Providers>,
  )
  await userEvent.click(await screen.findByRole('button', { name: 'Start a workflow…' }))
  await screen.findByText('Start a workflow for Ada')
  await userEvent.click(screen.getByRole('combobox', { name: 'Workflow' }))
  expect((await screen.findAllByRole('option')).map(({ textContent }) => textContent)).toEqual(['Late parcel', 'News'])
  await userEvent.click(screen.getByRole('option', { name: 'Late parcel' }))
  const confirm = screen.getByRole('button', { name: 'Start it' })
  expect(confirm).toHaveProperty('disabled', true)
  await userEvent.type(screen.getByLabelText(/^order.id/), 'o-3')
  await userEvent.click(confirm)
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect(asked()).toEqual([
    {
      method: 'POST',
      path: '/api/workflows/parcel/start',
      body: { customer: '7', properties: { order: { id: 'o-3' } } },
    },
  ])
})

test('where no live workflow begins by request, none is offered', async () => {
  server(workflows.slice(2))
  render(
    <Providers env="test">
      <StartWorkflow customer={{ id: '7', name: 'Ada' }} />
    </Providers>,
  )
  await waitFor(() => expect(queryClient.getQueryData(keyOf('vocabulary'))).toBeTruthy())
  expect(screen.queryByRole('button')).toBeNull()
})
