import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countingRounds } from '../../shared/check/countingRounds.ts'
import { type Passage, shortestTimes, type Way } from '../../shared/check/shortestTimes.ts'

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

test('a loop that is gone round so many times is what walking it with a count finds', () => {
  const rounds = fc.nat(3)
  fc.assert(
    fc.property(passage, rounds, fc.nat(4), fc.nat(4), (each, times, again, on) => {
      const repeat = each.ways.length
      const to = (place: number) => place % repeat
      const ways: Way[][] = [
        ...each.ways.map((out, place) => (place === to(again + on) ? [...out, { to: repeat, takes: 1 }] : out)),
        [
          { to: to(again), takes: 0, round: { of: repeat, goesOn: false } },
          { to: to(on), takes: 0, round: { of: repeat, goesOn: true } },
        ],
      ]
      const withRepeat = { ways, isMessage: [...each.isMessage, false], span }
      const counted = countingRounds(withRepeat, new Map([[repeat, times]]))
      expect(shortestTimes(counted, most)).toEqual(walked(withRepeat, times))
    }),
  )
})

/**
 * Every way from every message, with no node twice between two messages: that would only take longer.
 *
 * @param rounds  how often a way that leaves a repeat goes round before it goes on, counted from any of them
 */
function walked({ ways, isMessage }: Pick<Passage, 'ways' | 'isMessage'>, rounds = 0): number[] {
  const times: number[] = []
  const walk = (at: number, count: number, time: number, messages: number, since: readonly string[]): void => {
    const here = `${at} ${count}`
    if (time >= span || messages > most || since.includes(here)) return
    const met = messages + (isMessage[at] ? 1 : 0)
    if (isMessage[at] && met <= most) times[met - 1] = Math.min(times[met - 1] ?? span, time)
    for (const { to, takes, round } of ways[at] ?? []) {
      if (round && round.goesOn !== (count === rounds)) continue
      const next = round ? (round.goesOn ? 0 : count + 1) : count
      walk(to, next, time + takes, met, isMessage[at] ? [] : [...since, here])
    }
  }
  for (const place of isMessage.keys())
    for (let count = 0; isMessage[place] && count <= rounds; count++) walk(place, count, 0, 0, [])
  return times
}
