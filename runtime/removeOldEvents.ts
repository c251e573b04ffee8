import type { Reach } from '../shared/check/reach.ts'
import type { Run } from './commit/run.ts'
import { notEnded } from './live.ts'
import type { LiveState } from './liveState.ts'
import { conditionalMessagesOf, oldHistoryOf, passFor, reachesOfDefinition, reachesOfVersion } from './retention.ts'
import type { Head, LoadedCustomer, Storage } from './storage/port.ts'
import type { RetentionPass } from './storage/removal.ts'
import type { WorkingSet } from './workingSet.ts'

/** A page of removing looks at so many customers and removes about so many events, which is some ten milliseconds. */
const customersAtOnce = 500
const eventsAtOnce = 1_000

interface Parts {
  readonly storage: Storage
  readonly known: WorkingSet
  readonly state: LiveState
}

/**
 * Removes a page of old events in a commit of its own; answers with how far the pass has come, `null` when nothing is to be removed now.
 *
 * @param at  the version of the fold and its clock
 */
export async function removeOldEvents(
  { storage, known, state }: Parts,
  retention: Head['retention'],
  at: { readonly version: number; readonly clock: number },
): Promise<RetentionPass | null> {
  if (retention.setting.days === null) return null

  const reachesOf = (workflow: string, version: number): readonly Reach[] | null =>
    known.hasPlan(workflow, version) ? reachesOfVersion(known.plan(workflow, version).document) : null

  /** How far back everything looks that is out; `null` when one version can't be read, and nobody knows. */
  async function reachesInUse(): Promise<readonly Reach[] | null> {
    const { segmentsInOrder } = state.live
    const workflows = notEnded(state.live)
    await state.readVersions(workflows.map(({ id, version }) => ({ workflow: id, version })))
    const found = workflows.map(({ id, version }) => reachesOf(id, version))
    if (found.includes(null)) return null
    return [
      ...found.flatMap((reaches) => reaches ?? []),
      ...segmentsInOrder.flatMap(({ definition }) => reachesOfDefinition(definition)),
    ]
  }

  /** Runs, most of them ended, that are still asked for a message of theirs, in its version. */
  async function runsOfMessages(customers: readonly LoadedCustomer[]): Promise<readonly Run[]> {
    const { messages } = await storage.load({ messages: customers.flatMap(conditionalMessagesOf) })
    const asked = messages.filter(({ giveUp = Number.POSITIVE_INFINITY }) => at.clock < giveUp)
    const { runs } = await storage.load({ runs: asked.map(({ run }) => run) })
    const byId = new Map(runs.map((run) => [run.id, run]))
    return asked.flatMap(({ run, version }) => {
      const found = byId.get(run)
      return found ? [{ ...found, version }] : []
    })
  }

  const inUse = await reachesInUse()
  const pass = inUse && passFor(retention, at.clock, inUse)
  if (!pass) return null
  const { upTo, customers: ids } = await storage.oldEvents(pass, customersAtOnce)
  const loaded = await storage.load({ customers: ids })
  const asked = Map.groupBy(await runsOfMessages(loaded.customers), ({ customer }) => customer)
  const customers = loaded.customers.map((each) => ({
    ...each,
    runs: [...each.runs, ...(asked.get(each.customer.id) ?? [])],
  }))
  await state.readVersions(customers.flatMap(({ runs, customer }) => [...runs, ...(customer.pursuits ?? [])]))
  const old = {
    upTo,
    customers: customers
      .map((customer) => oldHistoryOf(customer, pass, inUse, reachesOf))
      .sort((a, b) => a.customer - b.customer),
  }
  return storage.removeOld(at.version, pass, old, eventsAtOnce)
}
