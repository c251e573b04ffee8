/**
 * A customer will enter a workflow by this trigger when it is due, unless the plan ends or changes before: an absence that has begun, a date
 * that is to come. One for each customer, workflow, trigger and key.
 */
export interface PlannedStart {
  readonly customer: number
  readonly workflow: string
  /** The trigger that planned it. */
  readonly node: string
  readonly key: string
  readonly due: number
  /** Own time of the event that it rests on; `null`: the run begins with its start. */
  readonly since: number | null
  /** Log number of the event that it rests on; 0 for none. */
  readonly trigger: number
}

export type PlannedChange =
  | PlannedStart
  | (Pick<PlannedStart, 'customer' | 'workflow' | 'node' | 'key'> & { readonly due: null })
