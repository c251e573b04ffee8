export interface Window {
  readonly from: number
  readonly until: number
}

/**
 * A run, or what would have been one of somebody held out, whose workflow's goal may still be reached; also after its end.
 */
export interface Pursuit {
  readonly run: string
  readonly workflow: string
  readonly version: number
  /** The trigger node that let it in. */
  readonly entered: string
  /** Log number of the event that began it; 0 when something else did. */
  readonly trigger: number
  readonly since: number
  /** When reaching the goal counts; `null`: only after a message, and none went out yet. */
  readonly window: Window | null
  /** Those before it of which an event may still come, the earliest first. */
  readonly earlier?: readonly Window[]
  /** Until then a message of the run may still wait in the outbox: it begins the time anew when it goes. */
  readonly messagesUntil?: number
  /** Another run took its place: what happened before that may still come. */
  readonly replaced?: true
  readonly heldOut?: true
  /** Of what would have been the run of somebody held out; absent: none. */
  readonly key?: string
}

/** A goal was reached: once for each run. */
export interface GoalReached {
  readonly customer: number
  readonly run: string
  readonly workflow: string
  readonly version: number
  readonly at: number
  /** When that happened, by the event's own time: it counts for the paths that were taken before. */
  readonly time: number
  /** The event that counts for it, and for no other goal of the workflow by an event; 0: none does. */
  readonly seq: number
  readonly heldOut: boolean
  /** In millionths; `null`: it has no value, or one in another currency. */
  readonly value: number | null
  readonly currency: string | null
}
