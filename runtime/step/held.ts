import type { Json } from '../../shared/customer.ts'
import type { Run } from '../commit/run.ts'
import type { Why } from '../move.ts'

/** What a run was about to do when its workflow was paused (rule 26); its own rest lies beneath, for when the pause is over. */
export interface Held {
  readonly held: Why & {
    /** The port that it takes, or `null`: it asks its node again. */
    readonly port: string | null
    /** Nothing but its time came: its node is asked again when the pause is over. */
    readonly overdue?: true
    /**
     * It was moved here meanwhile and has yet to arrive, its time counted from then on. `elapsed`: with the time that it brought, as version
     * 9 of the fold held it and may have left it in the store.
     */
    readonly arriving?: 'elapsed' | 'anew'
  }
  readonly rest: Json
}

export function heldOf({ rest }: Run): Held | null {
  return rest !== null && typeof rest === 'object' && 'held' in rest ? (rest as unknown as Held) : null
}

/** The run as if it were not held. */
export const released = (run: Run): Run => {
  const held = heldOf(run)
  return held ? { ...run, rest: held.rest } : run
}
