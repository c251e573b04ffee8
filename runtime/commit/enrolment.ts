/** Remembered beyond every retention, or "once ever" forgets. */
export interface Enrolment {
  readonly customer: number
  readonly workflow: string
  readonly key: string
  readonly count: number
  readonly last: number
}
