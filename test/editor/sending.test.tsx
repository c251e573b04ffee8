// When, how often and before whom a workflow sends, and whom it leaves out.
import { fireEvent, render, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { Providers } from '../../editor/panels/Providers.tsx'
import { HoldoutField, SendingSettings } from '../../editor/panels/SendingSettings.tsx'
import { WorkflowSettings } from '../../shared/workflow.ts'

type Settings = Partial<WorkflowSettings>

function Forms({ start, saved }: { start: Settings; saved: { last: Settings } }) {
  const [settings, setSettings] = useState(start)
  const change = <Key extends keyof WorkflowSettings>(key: Key, value: WorkflowSettings[Key] | undefined) => {
    const { [key]: _, ...others } = settings
    saved.last = value === undefined ? others : { ...others, [key]: value }
    setSettings(saved.last)
  }
  return (
    <>
      <SendingSettings settings={settings} change={change} />
      <HoldoutField settings={settings} change={change} />
    </>
  )
}

/** The forms with what they last saved. */
function drawn(start: Settings = {}) {
  const saved = { last: start }
  render(
    <Providers env="test">
      <Forms start={start} saved={saved} />
    </Providers>,
  )
  const user = userEvent.setup()
  const choose = async (field: string, choice: string) => {
    await user.click(screen.getByRole('combobox', { name: field }))
    await user.click(await screen.findByRole('option', { name: choice }))
  }
  const write = async (field: string, text: string) => {
    const input = screen.getByRole('textbox', { name: field })
    await user.clear(input)
    await user.type(input, text)
  }
  // As its picker sets it, in one.
  const time = (field: string, at: string) => fireEvent.change(screen.getByLabelText(field), { target: { value: at } })
  return { saved, user, choose, write, time }
}

test('hours of sending are set, moved past midnight, kept to some days, and taken away', async () => {
  const { saved, user, time } = drawn()
  const isOn = screen.getByRole('switch', { name: /^Send only at certain hours/ })
  await user.click(isOn)
  expect(saved.last).toEqual({ sendWindow: { from: '09:00', to: '18:00' } })
  time('From', '20:30')
  expect(saved.last).toEqual({ sendWindow: { from: '20:30', to: '18:00' } })
  time('To, on the next day', '23:00')
  expect(screen.getByLabelText('To')).toHaveProperty('value', '23:00')
  await user.click(screen.getByRole('button', { name: 'Monday to Friday' }))
  await user.click(screen.getByRole('button', { name: 'Wednesday' }))
  const weekdays = ['monday', 'tuesday', 'thursday', 'friday']
  expect(saved.last).toEqual({ sendWindow: { from: '20:30', to: '23:00', weekdays } })
  await user.click(screen.getByRole('button', { name: 'Any day' }))
  expect(saved.last).toEqual({ sendWindow: { from: '20:30', to: '23:00' } })
  await user.click(isOn)
  expect(saved.last).toEqual({})
})

test('a time that was cleared leaves the last one, and so does the last day that is taken away', async () => {
  const start: Settings = { sendWindow: { from: '09:00', to: '18:00', weekdays: ['monday'] } }
  const { saved, user } = drawn(start)
  await user.clear(screen.getByLabelText('From'))
  await user.click(screen.getByRole('button', { name: 'Monday' }))
  expect(saved.last).toEqual(start)
})

test('limits are added, changed from a week to a day and to any period, and taken away', async () => {
  const { saved, user, choose, write } = drawn()
  const add = () => user.click(screen.getByRole('button', { name: 'Limit how many marketing e-mails it sends' }))
  await add()
  expect(saved.last).toEqual({ caps: [{ per: 'week', atMost: 2 }] })
  await choose('In', 'a calendar day')
  await write('At most', '12')
  expect(saved.last).toEqual({ caps: [{ per: 'day', atMost: 12 }] })
  await choose('In', 'any period of')
  await write('Length of the period', '10')
  expect(saved.last).toEqual({ caps: [{ per: 'rolling', atMost: 12, period: 'P10D' }] })
  expect(WorkflowSettings.parse({ reentry: { rule: 'once' }, ...saved.last }).caps).toHaveLength(1)
  await add()
  expect(within(screen.getByRole('region', { name: 'Limit 2' })).getByRole('combobox', { name: 'In' })).toBeTruthy()
  for (const number of [1, 1]) await user.click(screen.getByRole('button', { name: `Remove limit ${number}` }))
  expect(saved.last).toEqual({})
})

test('a limit of nothing or of more than may be is not saved', async () => {
  const { saved, user, write } = drawn({ caps: [{ per: 'week', atMost: 2 }] })
  await user.clear(screen.getByRole('textbox', { name: 'At most' }))
  expect(saved.last).toEqual({ caps: [{ per: 'week', atMost: 2 }] })
  await write('At most', '1000')
  expect(saved.last).toEqual({ caps: [{ per: 'week', atMost: 100 }] })
})

test('the normal priority is the one that a file does not name', async () => {
  const { saved, choose } = drawn()
  await choose('Priority', '10, first')
  expect(saved.last).toEqual({ priority: 10 })
  await choose('Priority', '5, normal')
  expect(saved.last).toEqual({})
})

test('how late an event may come is set, changed and left to the rule again', async () => {
  const { saved, user, write } = drawn()
  await user.click(screen.getByRole('button', { name: 'Set how late an event may come' }))
  await write('How late an event may come', '3')
  expect(saved.last).toEqual({ lateEvents: 'P3D' })
  await user.click(screen.getByRole('button', { name: 'Remove' }))
  expect(saved.last).toEqual({})
  expect(screen.getByRole('button', { name: 'Set how late an event may come' })).toBeTruthy()
})

test('a share of customers is left out, half of them at most, and nobody again', async () => {
  const { saved, user, write } = drawn()
  await write('Customers left out', '10')
  expect(saved.last).toEqual({ holdout: 10 })
  await write('Customers left out', '80')
  expect(saved.last.holdout).toBeLessThanOrEqual(50)
  await user.clear(screen.getByRole('textbox', { name: 'Customers left out' }))
  expect(saved.last).toEqual({})
})
