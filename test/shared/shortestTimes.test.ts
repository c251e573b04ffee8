import fc from 'fast-check'
import { expect, test } from 'vitest'
import { shortestTimes, type Way } from '../../shared/check/shortestTimes.ts'

const span = 6
const most = 4

const passage = fc.integer({ min: 1, max: 5 }).chain((nodes) => {
  const way = fc.record({ to: fc.nat(nodes - 1), takes: fc.nat(3) })
  const each = { minLength: nodes, maxLength: nodes }
  return fc.record({
    ways: fc.array(fc.array(way, { maxLength: 3 }), each),
    isMessage: fc.array(fc.boolean(), each),
    span: fc.constant(span),
  })
})

test('the shortest times to so many messages are those that walking every way finds', () => {
  fc.assert(
    fc.property(passage, (each) => {
      expect(shortestTimes(each, most)).toEqual(walked(each))
    }),
  )
})

/** Every way from every message, with no node twice between two messages: that would only take longer. */
function walked({ ways, isMessage }: { ways: readonly (readonly Way[])[]; isMessage: readonly boolean[] }): number[] {
  const times: number[] = []
  const walk = (at: number, time: number, messages: number, since: readonly number[]): void => {
    if (time >= span || messages > most || since.includes(at)) return
    const met = messages + (isMessage[at] ? 1 : 0)
    if (isMessage[at] && met <= most) times[met - 1] = Math.min(times[met - 1] ?? span, time)
    for (const { to, takes } of ways[at] ?? []) walk(to, time + takes, met, isMessage[at] ? [] : [...since, at])
  }
  for (const place of isMessage.keys()) if (isMessage[place]) walk(place, 0, 0, [])
  return times
}
