// Whatever a fold commits is read back equal: random commits against plain maps, with restarts between.
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Assignment } from '../../runtime/commit/assignment.ts'
import type { Commit } from '../../runtime/commit/commit.ts'
import type { Customer } from '../../runtime/commit/customer.ts'
import type { Enrolment } from '../../runtime/commit/enrolment.ts'
import type { Message } from '../../runtime/commit/message.ts'
import type { Run } from '../../runtime/commit/run.ts'
import type { Json } from '../../shared/customer.ts'
import { openFile, temporaryFolder } from './adapters.ts'
import { commit, customer, message, run } from './build.ts'

const ids = [1, 2, 3, 4]
const id = fc.constantFrom(...ids)
const text = fc.string({ unit: 'binary', maxLength: 12 })
const at = fc.integer({ min: 0, max: 2 ** 45 })
const json = fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>
const stored = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value

const customers: fc.Arbitrary<Customer> = fc
  .record({
    id,
    created: at,
    profile: fc.record({
      attributes: fc.dictionary(text, fc.record({ value: json, time: at }), { maxKeys: 3 }),
      consents: fc.constant({}),
    }),
    runs: fc.nat(),
    swept: fc.nat(),
    wake: fc.option(at),
  })
  .map((made) => customer(made.id, stored(made)))
const runs: fc.Arbitrary<Run> = fc
  .record({
    customer: id,
    n: fc.nat(3),
    key: text,
    rest: json,
    due: fc.option(at),
    ended: fc.option(at),
    visit: fc.nat(),
    repeats: fc.option(fc.dictionary(fc.constantFrom('repeat-1', 'repeat-2'), fc.nat(9)), { nil: undefined }),
  })
  .map(({ n, ...made }) =>
    run(`${made.customer}-${n}`, {
      ...stored(made),
      key: '',
      reason: made.ended === null ? null : { code: 'exitRule', detail: made.key },
    }),
  )
const messages: fc.Arbitrary<Message> = fc
  .record({ customer: id, n: fc.nat(3), values: json, address: text, admitted: at })
  .map(({ n, ...made }) => message(`${made.customer}-${n}:email-1:2`, stored(made)))
const enrolments: fc.Arbitrary<Enrolment> = fc.record({
  customer: id,
  workflow: fc.constantFrom('a', 'b'),
  key: text,
  count: fc.nat(),
  last: at,
})
const assignments: fc.Arbitrary<Assignment> = fc.record({
  customer: id,
  workflow: fc.constantFrom('a', 'b'),
  node: fc.constantFrom('split-1', 'split-2'),
  as: fc.nat(9),
  at: fc.nat(9),
})
const memberships = fc.record({ customer: id, segment: fc.constantFrom('x', 'y'), since: fc.option(at) })
const history = fc.record({ customer: id, name: text, time: at, seq: fc.nat() })

const commits = fc.record({
  customers: fc.array(customers, { maxLength: 4 }),
  runs: fc.array(runs, { maxLength: 4 }),
  messages: fc.array(messages, { maxLength: 3 }),
  enrolments: fc.array(enrolments, { maxLength: 3 }),
  assignments: fc.array(assignments, { maxLength: 3 }),
  memberships: fc.array(memberships, { maxLength: 4 }),
  history: fc.array(history, { maxLength: 4 }),
  restart: fc.boolean(),
})

/** A run that has ended never goes on. */
function goesOn(run: Run, ended: Set<string>): boolean {
  if (ended.has(run.id)) return false
  if (run.ended !== null) ended.add(run.id)
  return true
}

const byCustomer = (lines: Iterable<{ readonly customer: number }>, customer: number) =>
  [...lines].filter((line) => line.customer === customer)

test('random commits are read back equal, also after restarts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(commits, { maxLength: 6 }), async (values) => {
      const file = join(temporaryFolder(), 'perennial.db')
      let storage = openFile(file)
      const expected = {
        customers: new Map<number, Customer>(),
        runs: new Map<string, Run>(),
        messages: new Map<string, Message>(),
        enrolments: new Map<string, Enrolment>(),
        assignments: new Map<string, Assignment>(),
        memberships: new Map<string, { customer: number; segment: string; since: number }>(),
        history: new Map<string, Commit['history'][number]>(),
      }
      const ended = new Set<string>()
      for (const { restart, memberships, ...drawn } of values) {
        const value = { ...drawn, runs: drawn.runs.filter((line) => goesOn(line, ended)) }
        await commit(storage, {
          ...value,
          memberships: memberships.map(({ since, ...line }) =>
            since === null ? { ...line, since } : { ...line, since, how: 'joined' },
          ),
        })
        for (const line of value.customers) expected.customers.set(line.id, line)
        for (const line of value.runs) expected.runs.set(line.id, line)
        for (const line of value.messages) expected.messages.set(line.key, line)
        for (const line of value.enrolments)
          expected.enrolments.set(JSON.stringify([line.customer, line.workflow, line.key]), line)
        for (const line of value.assignments) {
          const key = JSON.stringify([line.customer, line.workflow, line.node])
          const known = expected.assignments.get(key)
          const isOlder = !known || line.at < known.at || (line.at === known.at && line.as < known.as)
          if (isOlder) expected.assignments.set(key, line)
        }
        for (const { since, ...line } of memberships) {
          const key = JSON.stringify(line)
          if (since === null) expected.memberships.delete(key)
          else expected.memberships.set(key, { ...line, since })
        }
        for (const line of value.history) expected.history.set(JSON.stringify(line), line)
        if (restart) {
          await storage.close()
          storage = openFile(file)
        }
      }

      const names = [...new Set([...expected.history.values()].map((line) => line.name))]
      const loaded = await storage.load({
        customers: ids,
        runs: [...expected.runs.keys()],
        messages: [...expected.messages.keys()],
        enrolments: [...expected.enrolments.values()],
        assignments: [...expected.assignments.values()],
        history: ids.flatMap((customer) => names.map((name) => ({ customer, name, newest: 3, first: true }))),
      })
      expect(loaded.runs).toEqual([...expected.runs.values()])
      expect(loaded.messages).toEqual([...expected.messages.values()])
      expect(loaded.enrolments).toEqual([...expected.enrolments.values()])
      expect(loaded.assignments).toEqual([...expected.assignments.values()])
      expect(loaded.customers.map((one) => one.customer)).toEqual(
        [...expected.customers.values()].sort((a, b) => a.id - b.id),
      )
      for (const { customer, memberships, runs } of loaded.customers) {
        const rest = byCustomer(expected.memberships.values(), customer.id)
        expect(new Set(memberships.map((one) => ({ customer: customer.id, ...one })))).toEqual(new Set(rest))
        const active = [...expected.runs.values()].filter((one) => one.customer === customer.id && one.ended === null)
        expect(runs.map((one) => one.id).sort()).toEqual(active.map((one) => one.id).sort())
      }
      for (const { customer, name, count, first, rows } of loaded.history) {
        const all = [...expected.history.values()]
          .filter((line) => line.customer === customer && line.name === name)
          .map(({ time, seq }) => ({ time, seq }))
          .sort((a, b) => a.time - b.time || a.seq - b.seq)
        expect({ count, first, rows }).toEqual({ count: all.length, first: all[0] ?? null, rows: all.slice(-3) })
      }
      const due = [...expected.runs.values()].filter((one) => one.due !== null).map((one) => one.due as number)
      const wakes = [...expected.customers.values()].filter((one) => one.wake !== null).map((one) => one.wake as number)
      const timers = await storage.dueTimers(Number.MAX_SAFE_INTEGER, 1_000)
      expect(timers.map((timer) => timer.due)).toEqual([...due, ...wakes].sort((a, b) => a - b))
      await storage.close()
    }),
    { numRuns: 60 },
  )
})
