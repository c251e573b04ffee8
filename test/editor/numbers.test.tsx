import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { NumberField } from '../../editor/fields/NumberField.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'

const changed = vi.fn<(value: number | undefined) => void>()

/** A number field beside a button that does what undoing does, in a form that keeps its number when the field is emptied, or does not. */
function Form({ start, keeps = false }: { start: number; keeps?: boolean }) {
  const [value, setValue] = useState<number | undefined>(start)
  const change = (next: number | undefined) => {
    changed(next)
    if (next !== undefined || !keeps) setValue(next)
  }
  return (
    <Providers env="test">
      <NumberField aria-label="Amount" value={value} onChange={change} />
      <button type="button" onClick={() => setValue(start)}>
        Undo
      </button>
    </Providers>
  )
}

function opened(form: React.ReactNode) {
  changed.mockClear()
  render(form)
  return { user: userEvent.setup(), field: screen.getByRole<HTMLInputElement>('textbox', { name: 'Amount' }) }
}

test('a negative number is typed from its sign on, and the sign alone changes nothing', async () => {
  const { user, field } = opened(<Form start={7} keeps />)
  await user.clear(field)
  await user.type(field, '-')
  expect(field.value).toBe('-')
  expect(changed.mock.calls.flat().filter((value) => value !== undefined)).toEqual([])
  await user.type(field, '5')
  expect(field.value).toBe('-5')
  expect(changed).toHaveBeenLastCalledWith(-5)
})

test('a field that was emptied stays so while it is typed in, and shows what holds when it is left', async () => {
  const { user, field } = opened(<Form start={7} keeps />)
  await user.clear(field)
  expect(field.value).toBe('')
  expect(changed).toHaveBeenLastCalledWith(undefined)
  await user.tab()
  expect(field.value).toBe('7')
})

test('what is undone is shown, whatever was typed before', async () => {
  const { user, field } = opened(<Form start={7} />)
  const undo = screen.getByRole('button', { name: 'Undo' })
  for (const text of ['12', '-5']) {
    await user.clear(field)
    await user.type(field, text)
    expect(changed).toHaveBeenLastCalledWith(Number(text))
    // As a key does it: the field keeps the cursor.
    undo.click()
    await expect.poll(() => field.value).toBe('7')
  }
})
