import { fireEvent, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { namesOf } from '../../editor/canvas/describe.ts'
import { ValueToken } from '../../editor/fields/ValueToken.tsx'
import { Providers } from '../../editor/panels/Providers.tsx'
import type { Operand } from '../../shared/predicate/schema.ts'
import { conditionSentence } from '../../shared/words/conditions.ts'

afterEach(() => vi.unstubAllEnvs())

function Before({ start, onChange }: { start: Operand; onChange: (value: Operand) => void }) {
  const [value, setValue] = useState(start)
  const change = (next: Operand) => {
    setValue(next)
    onChange(next)
  }
  return <ValueToken op="before" value={value} onChange={change} hasRun={false} />
}

async function opened(start: Operand) {
  const changed = vi.fn()
  render(
    <Providers env="test">
      <Before start={start} onChange={changed} />
    </Providers>,
  )
  const token = screen.getByRole('button')
  await userEvent.click(token)
  const field = await screen.findByLabelText<HTMLInputElement>('Value')
  const enter = (text: string) => fireEvent.change(field, { target: { value: text } })
  return { token, field, enter, changed }
}

const titleOf = (value: Operand) =>
  conditionSentence({ test: 'attribute', attribute: 'renewal', op: 'before', value }, namesOf({}))

for (const [zone, midnight] of [
  ['Europe/Berlin', '2026-11-30T23:00:00.000Z'],
  ['America/New_York', '2026-12-01T05:00:00.000Z'],
] as const) {
  test(`an instant is told as it was entered, in ${zone}`, async () => {
    vi.stubEnv('TZ', zone)
    const { token, enter, changed } = await opened('2026-06-01T00:00:00.000Z')
    enter('2026-12-01T00:00')
    expect(changed).toHaveBeenLastCalledWith(midnight)
    expect(token.textContent).toBe('1 Dec 2026, 00:00')
    expect(titleOf(midnight)).toBe('Renewal is before 1 Dec 2026, 00:00')
  })

  test(`a day is told and changed as a day, in ${zone}`, async () => {
    vi.stubEnv('TZ', zone)
    const { token, field, enter, changed } = await opened('2026-12-01')
    expect(field.value).toBe('2026-12-01')
    expect(token.textContent).toBe('1 Dec 2026')
    expect(titleOf('2026-12-01')).toBe('Renewal is before 1 Dec 2026')
    enter('2026-12-24')
    expect(changed).toHaveBeenLastCalledWith('2026-12-24')
    expect(token.textContent).toBe('24 Dec 2026')
  })
}
