import { describe, expect, test } from 'vitest'
import { limits } from '../../shared/limits.ts'
import { openTrial, type Trial } from '../support/trial.ts'

async function knownOf(trial: Trial) {
  const [customer] = (await trial.pages.customers({ limit: 1 })).items
  const { items } = await trial.pages.timeline(customer!.id, { limit: 50 })
  return {
    attributes: new Map((await trial.pages.customer(customer!.id))!.attributes.map(({ name, value }) => [name, value])),
    leftOut: items.flatMap(({ what, detail }) => (what === 'attributesLeftOut' ? [detail] : [])),
  }
}

describe('the attributes of a customer', () => {
  test('are so many, and the timeline names those that had no room', async () => {
    const trial = await openTrial()
    const some = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, index) => [`a${from + index}`, 1]))
    await trial.identify('ada', '2026-01-01T10:00', some(1, limits.attributes))
    await trial.identify('ada', '2026-01-01T11:00', { ...some(limits.attributes, limits.attributes + 2), a1: 2 })
    const { attributes, leftOut } = await knownOf(trial)
    expect(attributes.size).toBe(limits.attributes)
    expect(attributes.get('a1')).toBe(2)
    expect(leftOut).toEqual([{ names: [`a${limits.attributes}`, `a${limits.attributes + 1}`] }])
    await trial.close()
  })

  test('take up so much, and what replaces something shorter counts by what it adds', async () => {
    const trial = await openTrial()
    const long = 'x'.repeat(9_000)
    for (const [hour, name] of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].entries())
      await trial.identify('ada', `2026-01-01T${10 + hour}:00`, { [name]: long })
    await trial.identify('ada', '2026-01-02T10:00', { a: '', i: 'short' })
    const { attributes, leftOut } = await knownOf(trial)
    expect(leftOut).toEqual([{ names: ['h'] }])
    expect(attributes.get('a')).toBe('')
    expect(attributes.get('i')).toBe('short')
    expect(attributes.has('h')).toBe(false)
    await trial.close()
  })
})
