import type { Trial } from '../trial.ts'
import { ingestProcess100, ingestProcess100Busy } from './ingestProcess.ts'
import { runs } from './runs.ts'

export const trials: readonly Trial[] = [ingestProcess100, ingestProcess100Busy, runs]
