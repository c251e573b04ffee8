import type { Predicate } from '../../../shared/predicate/schema.ts'
import { Chance } from '../../simulation/chance.ts'
import { Lives } from '../../simulation/lives.ts'
import { draw } from '../../support/trial.ts'
import { Answers, type Batch } from './answers.ts'
import { begin, end, type World } from './said.ts'

const segments: Readonly<Record<string, Predicate>> = {
  buyers: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3, within: 'P30D' },
  gold: { test: 'attribute', attribute: 'plan', op: 'is', value: 'gold' },
  loyal: { test: 'orderNumber', op: 'atLeast', value: 5 },
  quiet: { not: { test: 'event', event: 'Product Viewed', op: 'atLeast', value: 1, within: 'P14D' } },
  reachable: { test: 'consent', channel: 'email', purpose: 'marketing', is: 'granted' },
  spenders: { test: 'sum', event: 'Order Completed', property: 'total', op: 'atLeast', value: 300 },
}

const thanks = draw({
  id: 'thanks',
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Order Completed' }, ports: { next: 'emit-2' } },
    'emit-2': { kind: 'emit', settings: { event: 'Thanked' }, ports: { next: 'exit-3' } },
    'exit-3': { kind: 'exit', settings: { reason: 'Done' } },
  },
})

/**
 * Tells a store everything in the world's order, up to four batches at once. A batch that was not answered is said again. Of the processes
 * between which this is divided as many end in order as are killed at rest, at any call of storage, and at a commit.
 */
export async function told(world: World, seed: number, restarts: number): Promise<{ lives: Lives; answers: Answers }> {
  const chance = new Chance(seed, 'told')
  const lives = new Lives({ chance })
  const answers = new Answers(world)
  const { sends } = world
  let [life, round] = [0, 0]

  /** Answers with those that got no answer. */
  async function tell(batches: readonly Batch[]): Promise<Batch[]> {
    const answered = new Set<Batch>()
    await lives.ask((engine) =>
      Promise.all(
        batches.map(async (batch) => {
          const appended = await engine.append(Array.from(batch.sends, (send) => world.entry(send)))
          answered.add(batch)
          answers.take(appended, { life, round, batch })
        }),
      ),
    )
    const lost = batches.filter((batch) => !answered.has(batch))
    for (const batch of lost) answers.lose(batch)
    return lost
  }

  await lives.start(begin)
  for (const [segment, when] of Object.entries(segments))
    await lives.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
  await lives.publish(thanks)

  const restartAfter = chance.times(restarts, () => chance.between(0, sends.length)).sort((a, b) => a - b)
  const longest = Math.min(1_000, Math.ceil(sends.length / (restarts * 6)))
  let batches: Batch[] = []
  for (let next = 0; next < sends.length || batches.length > 0; round++) {
    for (let more = chance.between(batches.length > 0 ? 0 : 1, 4); more > 0 && next < sends.length; more--) {
      batches.push({ from: next, sends: sends.subarray(next, next + chance.between(1, longest)) })
      next += batches.at(-1)?.sends.length ?? 0
    }
    const isLast = next >= (restartAfter[0] ?? Number.POSITIVE_INFINITY)
    const how = isLast ? chance.pick(['inOrder', 'atRest', 'working', 'committing']) : 'not'
    if (how === 'working') lives.killAt(chance.between(1, 25))
    if (how === 'committing') lives.killAt(chance.between(1, 2), 'commit')
    batches = await tell(batches)
    const on = begin + Math.floor(((end - begin) / 2) * (next / sends.length))
    if (lives.isUp) await lives.until(Math.max(lives.now, on))
    if (!isLast) continue
    restartAfter.shift()
    if (how === 'inOrder') await lives.stop()
    else if (lives.isUp) lives.kill()
    await lives.start(lives.now + chance.pick([1, 5, 40, 90]) * 1_000)
    life++
  }
  await lives.until(end)
  return { lives, answers }
}
