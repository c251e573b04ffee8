import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { ConditionField } from '../../editor/fields/ConditionField.tsx'
import { DurationField } from '../../editor/fields/DurationField.tsx'
import { formOf } from '../../editor/nodes/index.ts'
import { Providers } from '../../editor/panels/Providers.tsx'
import type { Settings } from '../../editor/store/document.ts'
import { definitionOf, nodeKinds } from '../../shared/nodes/index.ts'
import { type Leaf, Predicate } from '../../shared/predicate/schema.ts'
import { draft } from './workflows.ts'

beforeAll(() => {
  const vocabulary = {
    events: [{ name: 'Order Completed', count: 3, properties: ['total', 'cart_id'] }],
    attributes: ['country'],
    segments: [{ id: 'at-risk', title: 'At risk' }],
    workflows: [],
  }
  vi.stubGlobal('fetch', async (address: string) =>
    address.startsWith('/api/vocabulary')
      ? new Response(JSON.stringify(vocabulary))
      : new Response(JSON.stringify({ type: 'about:blank', title: 'Not here', status: 404, problems: [] }), {
          status: 404,
        }),
  )
})
afterAll(() => vi.unstubAllGlobals())

const page = (content: React.ReactNode) => render(<Providers env="test">{content}</Providers>)

function Condition({
  start,
  onChange,
}: {
  start: Predicate | undefined
  onChange: (value: Predicate | undefined) => void
}) {
  const [value, setValue] = useState(start)
  const change = (next: Predicate | undefined) => {
    setValue(next)
    onChange(next)
  }
  return <ConditionField label="Taken if" value={value} onChange={change} hasRun />
}

const ordered: Leaf = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 2, within: 'P90D' }

describe('a condition as a sentence', () => {
  test('reads as one', () => {
    page(<Condition start={{ all: [ordered, { not: { test: 'segment', segment: 'at-risk' } }] }} onChange={() => {}} />)
    const sentence = screen.getByText('Taken if').parentElement?.textContent
    expect(sentence).toContain('Has done Order Completed at least 2 times in the last 90 days')
    expect(sentence).toContain('and')
    expect(sentence).toContain('not')
  })

  test('says not where it asks for none, and its number stays open while somebody types', async () => {
    const user = userEvent.setup()
    const changed = vi.fn()
    page(<Condition start={{ ...ordered, op: 'exactly', value: 0 }} onChange={changed} />)
    const sentence = () => screen.getByText('Taken if').parentElement?.textContent
    expect(sentence()).toContain('Has not done Order Completed in the last 90 days')
    await user.click(screen.getByRole('button', { name: 'Number: not' }))
    const field = await screen.findByRole('textbox', { name: 'Number' })
    await user.clear(field)
    await user.type(field, '12')
    expect(changed).toHaveBeenLastCalledWith({ ...ordered, op: 'exactly', value: 12 })
    expect(sentence()).toContain('Has done Order Completed exactly 12 times')
  })

  test('every kind of question can be shown', () => {
    const leaves: Leaf[] = [
      ordered,
      { test: 'attribute', attribute: 'country', op: 'oneOf', value: ['Italy', 'Japan'] },
      { test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 100 },
      { test: 'first', event: 'Order Completed', where: { property: 'total', op: 'greater', value: 5 } },
      {
        test: 'last',
        event: 'Order Completed',
        where: { element: 'products', where: { property: 'sku', op: 'is', value: 'x' } },
      },
      { test: 'orderNumber', op: 'exactly', value: 1 },
      { test: 'segment', segment: 'at-risk' },
      { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' },
      { test: 'trigger', property: 'cart_id', op: 'is', value: { ref: 'customer.cart' } },
    ]
    page(<Condition start={{ any: leaves }} onChange={() => {}} />)
    const sentence = screen.getByText('Taken if').parentElement?.textContent
    for (const part of ['Italy or Japan', 'exactly 1', 'One of its products', 'the customer’s cart'.replace('’', "'")])
      expect(sentence).toContain(part)
  })

  test('a part of it is changed where it stands', async () => {
    const user = userEvent.setup()
    const changed = vi.fn()
    page(<Condition start={ordered} onChange={changed} />)
    await user.click(screen.getByRole('button', { name: /^Number/ }))
    const field = await screen.findByRole('textbox', { name: 'Number' })
    await user.clear(field)
    await user.type(field, '5')
    expect(changed).toHaveBeenLastCalledWith({ ...ordered, value: 5 })
  })

  test('another condition is added, and taken away again', async () => {
    const user = userEvent.setup()
    const changed = vi.fn()
    page(<Condition start={ordered} onChange={changed} />)
    await user.click(screen.getByRole('button', { name: 'Add a condition' }))
    const both = changed.mock.lastCall![0] as { all: Predicate[] }
    expect(both.all).toHaveLength(2)
    expect(Predicate.safeParse(both).success).toBe(true)
    const [menu] = screen.getAllByRole('button', { name: 'What to do with this condition' })
    await user.click(menu!)
    await user.click(await screen.findByRole('menuitem', { name: 'Remove' }))
    expect(changed).toHaveBeenLastCalledWith(both.all[1])
  })

  test('the kind of question is changed, and what both name is kept', async () => {
    const user = userEvent.setup()
    const changed = vi.fn()
    page(<Condition start={{ ...ordered, event: 'Signed Up' }} onChange={changed} />)
    await user.click(screen.getByRole('button', { name: /^Kind of condition/ }))
    await user.click(await screen.findByRole('menuitem', { name: 'The sum of a property over events' }))
    expect(changed.mock.lastCall?.[0]).toMatchObject({ test: 'sum', event: 'Signed Up' })
  })
})

describe('a duration', () => {
  test('is set in numbers and units', async () => {
    const user = userEvent.setup()
    const changed = vi.fn()
    page(<DurationField label="For" value="P2D" onChange={changed} />)
    const amount = screen.getByRole('textbox', { name: 'For' })
    await user.clear(amount)
    await user.type(amount, '3')
    expect(changed).toHaveBeenLastCalledWith('P3D')
  })
})

describe('the form of a node', () => {
  test.each(nodeKinds)('%s shows what a new node of its kind holds, and what an empty one lacks', async (kind) => {
    const Form = formOf(kind)
    const change = vi.fn()
    const { unmount } = page(
      <Form
        node={{ id: `${kind}-1`, kind, settings: definitionOf(kind).defaults() }}
        settings={definitionOf(kind).defaults() as never}
        document={draft()}
        onChange={change}
      />,
    )
    await waitFor(() => expect(document.querySelectorAll('input, textarea, button').length).toBeGreaterThan(0))
    unmount()
    page(<Form node={{ id: `${kind}-1`, kind, settings: {} }} settings={{}} document={draft()} onChange={change} />)
    expect(change).not.toHaveBeenCalled()
  })

  test('a branch gets another path with a port of its own', async () => {
    const user = userEvent.setup()
    const Form = formOf('branch')
    const change = vi.fn<(settings: Settings) => void>()
    const settings = definitionOf('branch').defaults()
    page(
      <Form
        node={{ id: 'branch-1', kind: 'branch', settings }}
        settings={settings as never}
        document={draft()}
        onChange={change}
      />,
    )
    await user.click(screen.getByRole('button', { name: 'Add a path' }))
    const { paths } = change.mock.lastCall![0] as unknown as { paths: { port: string }[] }
    expect(paths.map((path) => path.port)).toEqual(['path-1', 'path-2'])
    expect(definitionOf('branch').settings.safeParse({ paths }).success).toBe(true)
  })

  test('a wait is matched with the key of its workflow in one press', async () => {
    const user = userEvent.setup()
    const Form = formOf('wait')
    const change = vi.fn<(settings: Settings) => void>()
    const settings = definitionOf('wait').defaults()
    const keyed = { ...draft(), settings: { ...draft().settings, key: 'cart_id' } }
    page(
      <Form
        node={{ id: 'wait-1', kind: 'wait', settings }}
        settings={settings as never}
        document={keyed}
        onChange={change}
      />,
    )
    const event = screen.getByRole('region', { name: 'Event 1' })
    await user.click(within(event).getByRole('button', { name: 'Of the same cart_id as the trigger' }))
    expect(change.mock.lastCall?.[0]).toMatchObject({
      events: [{ where: { property: 'cart_id', op: 'is', value: { ref: 'trigger.cart_id' } } }],
    })
  })
})
