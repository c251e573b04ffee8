// Settings, Sending: when and how often the store sends, over all workflows.
import { render, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import { SendingForm } from '../../../editor/pages/settings/SendingForm.tsx'
import { Providers } from '../../../editor/panels/Providers.tsx'
import { initialRetention } from '../../../shared/retention.ts'
import { initialSending, type Sending } from '../../../shared/sending.ts'
import { answers } from './answers.ts'

afterEach(() => {
  vi.unstubAllGlobals()
})

const settings = {
  name: 'Fern & Fig',
  sender: '',
  replyTo: '',
  postalAddress: '',
  dkim: { domain: '', selector: '' },
  tracking: { clicks: false, opens: false },
  zone: 'Europe/Rome',
  currency: 'EUR',
  marketingToUnknown: false,
  retention: initialRetention,
}

/** The page, and what it saved; the server keeps it unless it refuses. */
async function drawn(start: Partial<Sending> = {}, refusal?: { path: string; sentence: string }) {
  let sending: Sending = { ...initialSending, ...start }
  let store = settings
  answers(({ method, path, body }) => {
    if (path !== '/api/settings') return undefined
    if (method === 'GET') return { json: { ...store, sending } }
    if (refusal)
      return {
        status: 422,
        json: {
          type: 'about:blank',
          title: 'Refused',
          status: 422,
          problems: [{ code: 'duration', severity: 'error', ...refusal }],
        },
      }
    ;({ sending, ...store } = body as typeof settings & { sending: Sending })
    return { json: { position: 1 } }
  })
  render(
    <Providers env="test">
      <SendingForm />
    </Providers>,
  )
  const user = userEvent.setup()
  await screen.findByRole('button', { name: 'Save' })
  const save = () => user.click(screen.getByRole('button', { name: 'Save' }))
  const saved = async () => {
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true))
    return sending
  }
  const colleagueSaves = (changed: Partial<typeof settings>) => {
    store = { ...store, ...changed }
  }
  return { user, save, saved, colleagueSaves, store: () => store }
}

test('quiet hours, a limit and a share that is left out are set and saved together', async () => {
  const { user, save, saved } = await drawn()
  expect(screen.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
  await user.click(screen.getByRole('button', { name: 'Add quiet hours' }))
  await user.click(screen.getByRole('button', { name: 'Saturday' }))
  await user.click(screen.getByRole('switch', { name: /^Transactional messages keep them too/ }))
  await user.click(screen.getByRole('button', { name: 'Add a limit' }))
  await user.type(screen.getByRole('textbox', { name: 'Share' }), '5')
  expect(screen.getByText('Not saved yet')).toBeTruthy()
  await save()
  expect(await saved()).toEqual({
    quietHours: [
      { from: '21:00', to: '09:00', weekdays: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'sunday'] },
    ],
    quietForTransactional: true,
    caps: [{ channel: 'email', cap: { per: 'week', atMost: 3 } }],
    giveUpAfter: 'P3D',
    holdout: 5,
  })
})

test('all of them are cleared again', async () => {
  const { user, save, saved } = await drawn({
    quietHours: [{ from: '21:00', to: '09:00' }],
    caps: [{ channel: 'email', cap: { per: 'day', atMost: 1 } }],
    holdout: 5,
  })
  await user.click(screen.getByRole('button', { name: 'Remove quiet hours 1' }))
  await user.click(screen.getByRole('button', { name: 'Remove limit 1' }))
  await user.clear(screen.getByRole('textbox', { name: 'Share' }))
  await save()
  expect(await saved()).toEqual(initialSending)
})

test('what the server refuses stands at its field, and stays to be corrected', async () => {
  const sentence = 'Expected a length of time such as P3D, but P0D came.'
  const { user, save } = await drawn({}, { path: '/sending/giveUpAfter', sentence })
  const amount = screen.getByRole('textbox', { name: 'Give up after' })
  await user.clear(amount)
  await user.type(amount, '9')
  await save()
  await screen.findByText(sentence)
  expect(screen.getByText('Not saved yet')).toBeTruthy()
})

test('what the server refuses without a field to stand at is said by the button', async () => {
  const sentence = 'A limit looks back 31 days at most. Choose a shorter time.'
  const { user, save } = await drawn({}, { path: '/sending/caps/0/cap/period', sentence })
  await user.click(screen.getByRole('button', { name: 'Add a limit' }))
  await save()
  await screen.findByText(sentence)
})

test('what a colleague saved meanwhile stays', async () => {
  const { user, save, saved, colleagueSaves, store } = await drawn()
  colleagueSaves({ sender: 'Fern <hello@fern.example>' })
  await user.click(screen.getByRole('button', { name: 'Add a limit' }))
  await save()
  expect((await saved()).caps).toHaveLength(1)
  expect(store()).toMatchObject({ sender: 'Fern <hello@fern.example>' })
})
