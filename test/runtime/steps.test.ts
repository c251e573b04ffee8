import { expect, test } from 'vitest'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { Storage } from '../../runtime/storage/port.ts'
import { draw, email, openTrial } from '../support/trial.ts'

/** What each commit holds from now on. */
function commitsOf(storage: Storage): Commit[] {
  const commits: Commit[] = []
  const commit = storage.commit.bind(storage)
  storage.commit = async (value) => {
    await commit(value)
    commits.push(value)
  }
  return commits
}

test('rule 11: everything between two rests is one step and one commit', async () => {
  const trial = await openTrial([
    draw({
      nodes: {
        'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'update-2' } },
        'update-2': { kind: 'update', settings: { set: [{ attribute: 'carts', to: 1 }] }, ports: { next: 'email-3' } },
        'email-3': email('Hello', { next: 'delay-4' }),
        'delay-4': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'email-5' } },
        'email-5': email('Again'),
      },
    }),
  ])
  await trial.identify('ada', '2026-01-01T10:00')
  const commits = commitsOf(trial.storage)
  await trial.track('ada', 'Cart', '2026-01-01T10:00')
  await trial.until('2026-01-03')

  const steps = commits.flatMap(({ trail, messages, runs }) => (trail.length > 0 ? [{ trail, messages, runs }] : []))
  expect(
    steps.map(({ trail }) => trail.flatMap((row) => row.decisions.map(({ what, node }) => `${what} ${node}`))),
  ).toEqual([
    ['entered event-1', 'took update-2', 'asked email-3', 'rested delay-4'],
    ['took delay-4', 'asked email-5', 'ended email-5'],
  ])
  expect(steps.map(({ messages }) => messages.length)).toEqual([1, 1])
  expect(steps.map(({ runs }) => runs.map((run) => [run.node, run.ended !== null]))).toEqual([
    [['delay-4', false]],
    [['email-5', true]],
  ])
  await trial.close()
})
