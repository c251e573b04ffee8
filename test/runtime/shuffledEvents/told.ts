import type { Appended } from '../../../runtime/commit/entry.ts'
import type { Storage } from '../../../runtime/storage/port.ts'
import { consentKey } from '../../../shared/customer.ts'
import type { Predicate } from '../../../shared/predicate/schema.ts'
import { Chance } from '../../simulation/chance.ts'
import { Lives } from '../../simulation/lives.ts'
import { draw } from '../../support/trial.ts'
import type { Standing } from './bruteForce.ts'
import { begin, end, indexOf, userOf, type World } from './said.ts'

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

export interface Told {
  readonly storage: Storage
  readonly lives: Lives
  /** The log number of each event, by its index; 0: never acknowledged. */
  readonly seqs: Float64Array
  readonly wrongAnswers: readonly string[]
  /** Duplicates of what was acknowledged: in the same batch, in another that was under way, by a process before. */
  readonly duplicates: { inBatch: number; atOnce: number; later: number; afterRestart: number; conflicts: number }
  /** Said again without an answer, and accepted the first time. */
  readonly recovered: number
}

/**
 * Tells a store everything in the order of `sends`, up to four batches at once. A batch that was not answered is said again. Of the
 * processes between which this is divided as many end in order as are killed at rest, at any call of storage, and at a commit.
 */
export async function told(world: World, sends: Int32Array, seed: number, restarts: number): Promise<Told> {
  const chance = new Chance(seed, 'told')
  const lives = new Lives({ chance })
  const seqs = new Float64Array(world.events)
  // The process, round and batch in which an event was acknowledged first.
  const places = {
    life: new Int32Array(world.events),
    round: new Int32Array(world.events),
    batch: new Int32Array(world.events),
  }
  const isLost = new Uint8Array(world.events)
  const duplicates = { inBatch: 0, atOnce: 0, later: 0, afterRestart: 0, conflicts: 0 }
  const wrongAnswers: string[] = []
  let [life, round, recovered] = [0, 0, 0]

  const isFirst = firstSends(world, sends)

  function take(batch: Int32Array, number: number, from: number, answers: readonly Appended[]): void {
    for (const [at, answer] of answers.entries()) {
      const send = batch[at] as number
      const index = indexOf(send)
      const known = seqs[index] as number
      const wrong = (what: string) => wrongAnswers.push(`send ${from + at}, event ${index}: ${what}`)
      if ('entry' in answer) {
        if (known) wrong(`accepted as ${answer.entry.seq} and before as ${known}`)
        seqs[index] = answer.entry.seq
        places.life[index] = life
        places.round[index] = round
        places.batch[index] = number
        continue
      }
      const { duplicateOf, conflict } = answer
      const isReworded = send < 0 !== isFirst.reworded.has(index)
      if (conflict !== isReworded) wrong(`${conflict ? 'a' : 'no'} conflict`)
      if (known) {
        if (duplicateOf !== known) wrong(`a duplicate of ${duplicateOf}, not of ${known}`)
        if (conflict) duplicates.conflicts++
        if (places.life[index] !== life) duplicates.afterRestart++
        else if (places.round[index] !== round) duplicates.later++
        else if (places.batch[index] !== number) duplicates.atOnce++
        else duplicates.inBatch++
      } else {
        if (!isLost[index]) wrong(`a duplicate of ${duplicateOf}, and nobody said it before`)
        seqs[index] = duplicateOf
        places.life[index] = life - 1
        recovered++
      }
    }
  }

  /** Several batches at once, each in turn an answer or none. */
  async function tell(batches: { readonly from: number; readonly batch: Int32Array }[]) {
    const isAnswered = batches.map(() => false)
    await lives.ask((engine) =>
      Promise.all(
        batches.map(async ({ from, batch }, number) => {
          const answers = await engine.append(Array.from(batch, (send) => world.entry(send)))
          isAnswered[number] = true
          take(batch, number, from, answers)
        }),
      ),
    )
    const lost = batches.filter((_, number) => !isAnswered[number])
    for (const { batch } of lost) for (const send of batch) isLost[indexOf(send)] = 1
    return lost
  }

  await lives.start(begin)
  for (const [segment, when] of Object.entries(segments))
    await lives.change({ do: 'saveSegment', segment, definition: { title: segment, when }, revision: null })
  await lives.publish(thanks)

  const restartAfter = chance.times(restarts, () => chance.between(0, sends.length)).sort((a, b) => a - b)
  const most = Math.min(1_000, Math.ceil(sends.length / (restarts * 6)))
  let unanswered: Awaited<ReturnType<typeof tell>> = []
  for (let next = 0; next < sends.length || unanswered.length > 0; round++) {
    const batches = unanswered
    for (let more = chance.between(batches.length > 0 ? 0 : 1, 4); more > 0 && next < sends.length; more--) {
      const batch = sends.subarray(next, next + chance.between(1, most))
      batches.push({ from: next, batch })
      next += batch.length
    }
    const isRestarting = next >= (restartAfter[0] ?? Number.POSITIVE_INFINITY)
    const how = isRestarting ? chance.pick(['inOrder', 'atRest', 'working', 'committing']) : 'not'
    if (how === 'committing') lives.killAt(chance.between(1, 2), 'commit')
    if (how === 'working') lives.killAt(chance.between(1, 25))
    unanswered = await tell(batches)
    const on = begin + Math.floor(((end - begin) / 2) * (next / sends.length))
    if (lives.isUp) await lives.until(Math.max(lives.now, on))
    if (!isRestarting) continue
    restartAfter.shift()
    if (how === 'inOrder') await lives.stop()
    else if (lives.isUp) lives.kill()
    await lives.start(lives.now + chance.pick([1, 5, 40, 90]) * 1_000)
    life++
  }
  await lives.until(end)
  return { storage: lives.storage, lives, seqs, wrongAnswers, duplicates, recovered }
}

/** Which of two wordings of an event comes first, and therefore stays. */
export function firstSends(world: World, sends: Int32Array): { readonly reworded: ReadonlySet<number> } {
  const isSaid = new Uint8Array(world.events)
  const reworded = new Set<number>()
  for (const send of sends) {
    const index = indexOf(send)
    if (!isSaid[index] && send < 0) reworded.add(index)
    isSaid[index] = 1
  }
  return { reworded }
}

/** What the store knows of some people. */
export async function storedStandings(
  storage: Storage,
  people: readonly number[],
): Promise<Map<number, Standing & { readonly customer: number }>> {
  const { identities } = await storage.load({ identities: people.map(userOf) })
  const personOf = new Map(identities.map(({ identity, customer }) => [customer, Number(identity.value.slice(1))]))
  const customers = [...personOf.keys()]
  const names = ['Order Completed', 'Product Viewed', 'identify', 'Thanked']
  const loaded = await storage.load({
    customers,
    history: customers.flatMap((customer) => names.map((name) => ({ customer, name, newest: 10_000 }))),
    enrolments: customers.map((customer) => ({ customer, workflow: 'thanks', key: '' })),
  })
  const histories = Map.groupBy(loaded.history, ({ customer }) => customer)
  const enrolments = new Map(loaded.enrolments.map(({ customer, count }) => [customer, count]))
  return new Map(
    loaded.customers.map(({ customer: { id, profile }, memberships }) => {
      const rowsOf = (name: string) =>
        (histories.get(id)?.find((history) => history.name === name)?.rows ?? [])
          .map(({ time, seq }) => `${time} ${seq}`)
          .sort()
      const history = Object.fromEntries(names.slice(0, 3).map((name) => [name, rowsOf(name)]))
      const runs = enrolments.get(id) ?? 0
      if (runs !== rowsOf('Thanked').length)
        throw new Error(`customer ${id} entered ${runs} times and was thanked ${rowsOf('Thanked').length} times`)
      const standing = {
        customer: id,
        history,
        attributes: Object.fromEntries(Object.entries(profile.attributes).map(([name, { value }]) => [name, value])),
        consent: profile.consents[consentKey('email', 'marketing')]?.value ?? 'unknown',
        segments: memberships.map(({ segment }) => segment).sort(),
        runs,
      }
      return [personOf.get(id) as number, standing]
    }),
  )
}
