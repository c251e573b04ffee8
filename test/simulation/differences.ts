import type { Storage } from '../../runtime/storage/port.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { Invariants } from './invariants.ts'
import type { LogEntry } from './reference/log.ts'
import type { Decision } from './reference/people.ts'
import { Reference } from './reference/reference.ts'

/** Feeds the whole log to the reference interpreter and answers with the first decision on which it and the engine differ. */
export async function differences(
  life: Pick<Invariants, 'log' | 'removed' | 'mirror'>,
  storage: Storage,
  end: number,
): Promise<string | undefined> {
  const { mirror } = life
  const { store: reference } = await interpreted(life, storage, end)
  for (const id of new Set([...mirror.decisions.keys(), ...reference.decisions.keys()])) {
    const ours = (mirror.decisions.get(id) ?? []).map(plain)
    const theirs = (reference.decisions.get(id) ?? []).map(plain)
    const index = theirs.findIndex((line, each) => line !== ours[each])
    const first = index < 0 && ours.length > theirs.length ? theirs.length : index
    if (first >= 0)
      return `run ${id}: the engine ${ours[first] ?? 'decides nothing more'}, the reference ${theirs[first] ?? 'decides nothing more'}`
  }
  const moved = mirror.moves.map((move) => said(move, `${move.what} ${move.segment}`))
  return (
    firstOther(
      'segments',
      moved,
      reference.moves.map((move) => said(move, `${move.on} ${move.segment}`)),
    ) ??
    reference.schedules.faults[0] ??
    firstOther('mails', mirror.mails, reference.mails) ??
    firstOther('goals', mirror.goals, reference.goals) ??
    firstOther('paths', tallies(mirror.counters), tallies(reference.tallies))
  )
}

const said = ({ at, customer }: { readonly at: number; readonly customer: number }, what: string): string =>
  `${new Date(at).toISOString()} ${what} customer ${customer}`

const tallies = (counted: ReadonlyMap<string, number>): string[] =>
  [...counted].filter(([name]) => / (exposed|converted):/.test(name)).map(([name, by]) => `${name} ${by}`)

/** The first line, in whatever order they came, that only one of the two has. */
function firstOther(about: string, engine: readonly string[], reference: readonly string[]): string | undefined {
  const [ours, theirs] = [engine.toSorted(), reference.toSorted()]
  const length = Math.max(ours.length, theirs.length)
  const first = Array.from({ length }, (_, index) => index).find((index) => ours[index] !== theirs[index])
  if (first === undefined) return undefined
  return `${about}: the engine ${ours[first] ?? 'says nothing more'}, the reference ${theirs[first] ?? 'says nothing more'}`
}

async function interpreted(
  { log, removed }: Pick<Invariants, 'log' | 'removed'>,
  storage: Storage,
  end: number,
): Promise<Reference> {
  const versions = log.flatMap(({ payload }) =>
    payload.type === 'workflow' ? [{ workflow: payload.workflow, version: payload.version }] : [],
  )
  const loaded = await storage.load({ versions })
  const documents = new Map(
    loaded.versions.map(({ workflow, version, document }) => [
      `${workflow} ${version}`,
      JSON.parse(document) as Workflow,
    ]),
  )
  const reference = new Reference((workflow, version) => documents.get(`${workflow} ${version}`) as Workflow, removed)
  for (const entry of log) reference.take(entry as LogEntry)
  reference.end(end)
  return reference
}

const plain = ({ at, node, visit, what, port, why, until }: Omit<Decision, 'why'> & { why?: string }): string =>
  [
    new Date(at).toISOString(),
    node,
    visit,
    what === 'failed' ? 'ended' : what,
    port ?? '',
    why ?? '',
    // A wait may be looked at earlier than it can end.
    until === undefined || node.startsWith('wait') ? '' : new Date(until).toISOString(),
  ].join(' ')
