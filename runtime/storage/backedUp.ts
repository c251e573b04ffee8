/** A backup that is on disk, and the moment at which it stands. */
export interface BackedUp {
  readonly file: string
  readonly bytes: number
  /** The last entry in its log, and the last that is folded. */
  readonly last: number
  readonly position: number
  /** When the last entry was accepted, or up to when timers had fired, whichever is later; milliseconds. */
  readonly at: number
}
