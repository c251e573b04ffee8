import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test } from 'vitest'
import { GoalForm } from '../../editor/panels/GoalForm.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'
import { Goal } from '../../shared/goal.ts'

function Form({ start, saved }: { start: Goal | undefined; saved: { last: Goal | undefined } }) {
  const [value, setValue] = useState(start)
  const change = (next: Goal | undefined) => {
    saved.last = next
    setValue(next)
  }
  return <GoalForm value={value} onChange={change} />
}

/** The form with what it last saved. */
function drawn(start?: Goal) {
  const saved = { last: start }
  render(
    <Providers env="test">
      <Form start={start} saved={saved} />
    </Providers>,
  )
  const user = userEvent.setup()
  const write = async (field: string, text: string) => {
    const input = screen.getByRole('textbox', { name: field })
    await user.clear(input)
    await user.type(input, text)
  }
  return { saved, user, write }
}

const ordered: Goal = {
  by: 'event',
  event: 'Order Completed',
  title: 'First order',
  value: 'total',
  within: 'P7D',
  from: 'start',
  ends: true,
}

test('a goal is set, whole from the beginning, and taken away again', async () => {
  const { saved, user } = drawn()
  await user.click(screen.getByRole('button', { name: 'Set a goal' }))
  expect(Goal.parse(saved.last)).toMatchObject({ by: 'event', event: 'Order Completed', within: 'P7D', ends: true })
  await user.click(screen.getByRole('button', { name: 'Remove the goal' }))
  expect(saved.last).toBeUndefined()
  expect(screen.getByRole('button', { name: 'Set a goal' })).toBeTruthy()
})

test('each of its parts is changed for itself; what it is worth may be left out', async () => {
  const { saved, user, write } = drawn(ordered)
  await write('Name', 'Second order')
  await write('Counts for', '14')
  await user.click(screen.getByRole('combobox', { name: 'Counted from' }))
  await user.click(await screen.findByRole('option', { name: 'Each message of the run' }))
  await user.click(screen.getByRole('switch', { name: 'Reaching it ends the run' }))
  const { value: _, ...others } = { ...ordered, title: 'Second order', within: 'P14D', from: 'message', ends: false }
  expect(saved.last).toEqual({ ...others, value: 'total' })
  await user.clear(screen.getByRole('combobox', { name: 'Worth (a property of the event)' }))
  expect(saved.last).toEqual(others)
})

test('by a condition it keeps its name and time, and asks for no worth; back by an event it begins anew', async () => {
  const { saved, user } = drawn(ordered)
  await user.click(screen.getByRole('radio', { name: 'By a condition' }))
  expect(Goal.parse(saved.last)).toMatchObject({ by: 'condition', title: 'First order', within: 'P7D' })
  expect(saved.last).not.toHaveProperty('value')
  expect(screen.queryByRole('combobox', { name: 'Worth (a property of the event)' })).toBeNull()
  await user.click(screen.getByRole('radio', { name: 'By an event' }))
  const { value: _, ...others } = ordered
  expect(saved.last).toEqual(others)
})

test('a length of time that is none leaves the last one', async () => {
  const { saved, user } = drawn(ordered)
  await user.clear(screen.getByRole('textbox', { name: 'Counts for' }))
  expect(saved.last).toEqual(ordered)
  await user.type(screen.getByRole('textbox', { name: 'Counts for' }), 'x')
  expect(saved.last).toEqual(ordered)
})
