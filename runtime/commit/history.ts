/** Where an event stands in a history. */
export interface HistoryPlace {
  readonly time: number
  readonly seq: number
}

export interface HistoryRow extends HistoryPlace {
  readonly customer: number
  readonly name: string
}

/** What a run made happen to its customer, kept as an entry of the log is: an event, or, without a name, the request that began a run. */
export interface DerivedEntry {
  /** Below zero: see derived.ts. */
  readonly seq: number
  readonly at: number
  readonly depth: number
  readonly name: string | null
  readonly body: string
}
