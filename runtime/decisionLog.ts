import type { Commit } from './commit/commit.ts'
import type { Customer } from './commit/customer.ts'
import type { Run } from './commit/run.ts'
import type { Decision, TrailStep } from './commit/trail.ts'
import type { Storage } from './storage/port.ts'

/** A line of the decision log: a decision of a run's trail with its place. */
export interface DecisionLine extends Omit<Decision, 'until' | 'because'> {
  readonly at: string
  /** The first identity that named the customer. */
  readonly customer: string
  readonly run: string
  /** Of a run of another workflow. */
  readonly workflow?: string
  readonly key?: string
  readonly until?: string
  readonly because?: Decision['because']
}

/** Listens to the commits: the trails in them, in order, are the decision log, which names the workflows of all runs but those of one. */
export function recordOf(storage: Storage, own?: string) {
  const steps: TrailStep[] = []
  const names = new Map<Customer['id'], string>()
  const runs = new Map<Run['id'], Run>()
  const nameOf = (workflow?: string) => own !== undefined && workflow !== own && { workflow }
  return {
    storage: {
      ...storage,
      async commit(value: Commit) {
        await storage.commit(value)
        steps.push(...value.trail)
        for (const { identity, customer } of value.identities)
          if (!names.has(customer)) names.set(customer, identity.value)
        for (const run of value.runs) runs.set(run.id, run)
      },
    } satisfies Storage,
    lines: (): readonly DecisionLine[] =>
      [...steps]
        .sort((a, b) => a.at - b.at || a.customer - b.customer)
        .flatMap((step) =>
          step.decisions.map(({ until, ...decision }) => ({
            at: new Date(step.at).toISOString(),
            customer: names.get(step.customer) ?? String(step.customer),
            run: step.run,
            ...nameOf(runs.get(step.run)?.workflow),
            ...(runs.get(step.run)?.key && { key: runs.get(step.run)?.key as string }),
            ...decision,
            ...(until !== undefined && { until: new Date(until).toISOString() }),
          })),
        ),
  }
}
