/** Summed over the batch (H28). People waiting at a node = `in` + `movedIn` - left by ports that lead on - `ended` - `movedOut`. */
export interface CounterDelta {
  readonly workflow: string
  readonly version: number
  readonly node: string
  /**
   * `in`, `out:<port>`, `sent`, `failed`, `skipped`, `deferred`, a MailResponse, `exposed:<port>`, `converted:<port>`, `ended` (the node where runs ended),
   * `started`, `movedIn` and `movedOut` (runs that changed their version), `overdue` (runs whose time came while paused, less those that
   * went on), `keptOut:<instant>` (customers whom the pause that began then kept from entering); at triggers also `endedBy:<code>` and `endedBy:<code>:<detail>`
   * (why runs ended that began there), `heldOut`, `converted`,
   * `value:<currency>`, `heldOutConverted`, `heldOutValue:<currency>`.
   */
  readonly counter: string
  /** Local day of the installation, `2026-11-22`. */
  readonly day: string
  readonly by: number
}
