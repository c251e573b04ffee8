// What events said takes so much memory and no more, also where each of them said much.
import { expect, test } from 'vitest'
import { KeptBodies } from '../../runtime/keptBodies.ts'
import { Missing } from '../../runtime/turn.ts'

const body = (characters: number) => ({
  name: 'View',
  body: JSON.stringify({ properties: { of: 'x' } }).padEnd(characters),
})

test('of large ones fewer stay, the latest', () => {
  const bodies = new KeptBodies({ latestBodies: 100, latestCharacters: 3_000 })
  for (let seq = 1; seq <= 10; seq++) bodies.set(seq, body(1_000))
  bodies.keepLatest()
  expect([7, 8, 9, 10].map((seq) => bodies.has(seq))).toEqual([false, true, true, true])
  expect(bodies.properties(8)).toEqual({ of: 'x' })
  expect(() => bodies.properties(7)).toThrow(Missing)
})

test('a batch ends with so many characters, and reads ahead until two thirds of them', () => {
  const bodies = new KeptBodies({ bodies: 100, characters: 3_000 })
  const found = [1, 2, 3, 4].map((seq) => {
    bodies.set(seq, body(1_000))
    return { hasRoomAhead: bodies.hasRoomAhead, isFull: bodies.isFull }
  })
  expect(found.map(({ hasRoomAhead }) => hasRoomAhead)).toEqual([true, true, false, false])
  expect(found.map(({ isFull }) => isFull)).toEqual([false, false, false, true])
  bodies.clear()
  expect(bodies.hasRoomAhead).toBe(true)
})

test('one that is read again counts once, and one that is gone counts nothing', () => {
  const bodies = new KeptBodies({ bodies: 100, characters: 3_000 })
  for (let again = 0; again < 9; again++) bodies.set(1, body(1_000))
  bodies.set(2, null)
  expect(bodies.hasRoomAhead).toBe(true)
  expect(bodies.isGone(2)).toBe(true)
  expect(bodies.isGone(1)).toBe(false)
  expect(() => bodies.name(2)).toThrow('Entry 2 is gone')
})
