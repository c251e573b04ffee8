import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { RecurrenceFields } from '../../editor/fields/RecurrenceFields.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'
import type { Recurrence } from '../../shared/recurrence.ts'

function Fields({ start, saved }: { start: Recurrence; saved: { last: Recurrence } }) {
  const [value, setValue] = useState(start)
  const change = (next: Recurrence) => {
    saved.last = next
    setValue(next)
  }
  return (
    <>
      <RecurrenceFields value={value} today="2026-06-01" onChange={change} />
      <button type="button" onClick={() => setValue(start)}>
        Undo
      </button>
    </>
  )
}

/** The fields with what they last saved. */
function drawn(start: Recurrence) {
  const saved = { last: start }
  render(
    <Providers env="test">
      <Fields start={start} saved={saved} />
    </Providers>,
  )
  const user = userEvent.setup()
  const choose = async (field: string, choice: string) => {
    await user.click(screen.getByRole('combobox', { name: field }))
    await user.click(await screen.findByRole('option', { name: choice }))
  }
  const write = async (field: string, text: string) => {
    const input = screen.getByLabelText(field)
    await user.clear(input)
    await user.type(input, text)
  }
  return { saved, user, choose, write }
}

const weekly: Recurrence = { every: 'week', on: ['monday'], time: '10:00' }
const rule = (rrule: string, start = '2026-06-01') => ({ every: 'rrule', rrule, start, time: '10:00' })

test('every week becomes every second week on two days, from today, for ten times and for ever again', async () => {
  const { saved, user, choose, write } = drawn(weekly)
  await write('How many', '2')
  expect(saved.last).toEqual(rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO'))
  await user.click(screen.getByRole('button', { name: 'Thursday' }))
  await choose('Ends', 'After')
  expect(saved.last).toEqual(rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;COUNT=10'))
  await choose('Ends', 'Never')
  expect(saved.last).toEqual(rule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH'))
})

test('every month becomes the last Friday of each quarter, and a date of the year', async () => {
  const { saved, choose, write } = drawn({ every: 'month', day: 30, time: '10:00' })
  expect(screen.getByText('In a month that is shorter it is the last day.')).toBeTruthy()
  await choose('Which one', 'Last')
  await choose('Weekday', 'Friday')
  await write('How many', '3')
  expect(saved.last).toEqual(rule('FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR'))
  await write('How many', '1')
  await choose('Days, weeks, months, years, or advanced', 'year')
  await choose('In', 'February')
  await choose('Day of the month', '29')
  expect(saved.last).toEqual(rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29;BYSETPOS=-1'))
  await choose('In', 'October')
  expect(saved.last).toEqual(rule('FREQ=YEARLY;BYMONTH=10;BYMONTHDAY=29'))
})

test('a rule that a calendar wrote is taken, one that is wrong is told and not saved', async () => {
  const { saved, user, choose } = drawn(weekly)
  await choose('Days, weeks, months, years, or advanced', 'Advanced: a calendar rule (RRULE)')
  expect(saved.last).toEqual(rule('FREQ=WEEKLY;BYDAY=MO'))
  const field = screen.getByLabelText('Rule')
  await user.clear(field)
  await user.paste('DTSTART;TZID=Europe/Rome:20260106T100000\nRRULE:FREQ=MONTHLY;BYMONTHDAY=1,15')
  expect(saved.last).toEqual(rule('FREQ=MONTHLY;BYMONTHDAY=1,15'))
  await user.clear(field)
  await user.paste('FREQ=MONTHLY;BYHOUR=9')
  expect(screen.getByText(/Remove BYHOUR/)).toBeTruthy()
  expect(saved.last).toEqual(rule('FREQ=MONTHLY;BYMONTHDAY=1,15'))
  await choose('Days, weeks, months, years, or advanced', 'day')
  expect(saved.last).toEqual({ every: 'day', time: '10:00' })
})

test('what is undone is shown, also after something that could not be read', async () => {
  const { user, write } = drawn({ every: 'cron', cron: '0 9 * * 1' })
  const field = screen.getByLabelText<HTMLInputElement>('Cron pattern')
  for (const text of ['0 9 * * 2', '0 8 * * 2 never']) {
    await write('Cron pattern', text)
    expect(field.value).toBe(text)
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(field.value).toBe('0 9 * * 1')
  }
})
