/** What a trial measures with Perennial, and what the machine allows for the same work. */
export interface Trial {
  readonly name: string
  readonly unit: string
  /** Less is better: a lateness, not a rate. */
  readonly lessIsBetter?: true
  /** Takes minutes: only with --full, or when it is named. */
  readonly onlyFull?: true
  /** One round says it: what is counted does not vary as times do. */
  readonly once?: true
  /** Makes the store that every round begins with, as a copy. */
  prepare(file: string, size: Size): Promise<void>
  /** A round: opens the store and measures. */
  measure(file: string, size: Size): Promise<Measured>
  /** An untimed round, whose statements are recorded. */
  record?(file: string, size: Size): Promise<unknown>
  /**
   * The same by prepared statements alone, on a copy of the same store; `recorded` is the file of what `record` executed. Where nothing
   * raw compares, what is promised.
   */
  limit(file: string, recorded: string, size: Size): Promise<Measured>
}

export interface Measured {
  readonly value: number
  /** Figures beside the value, by name. */
  readonly also?: { readonly [name: string]: number }
}

/** `full` is the size that is promised, `usual` fits into five minutes, `small` shows that everything runs. */
export type Size = 'small' | 'usual' | 'full'
