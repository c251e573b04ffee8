/** That a customer was assigned at a node: kept for ever, so that they are assigned alike whenever they come again (rule 10). */
export interface Assignment {
  readonly customer: number
  readonly workflow: string
  readonly node: string
  /** The id that the assignment was made with, and is made with again after the customer joined another (rule 5). */
  readonly as: number
  /** The path that counts for the customer, in which version, and whether they reached the goal, also as one who joined them. */
  readonly exposed?: { readonly version: number; readonly port: string; readonly converted: boolean }
  /** When it was made. Of two that meet by a join the older holds, of two at once the one of the older customer. */
  readonly at: number
}
