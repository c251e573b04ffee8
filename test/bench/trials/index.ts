import type { Trial } from '../trial.ts'
import { ingestHttp1, ingestHttp100 } from './ingestHttp.ts'
import { ingestProcess100, ingestProcess100Busy } from './ingestProcess.ts'
import { runs } from './runs.ts'
import { timerLateness } from './timerLateness.ts'
import { wake } from './wake.ts'

export const trials: readonly Trial[] = [
  ingestHttp1,
  ingestHttp100,
  ingestProcess100,
  ingestProcess100Busy,
  runs,
  wake,
  timerLateness,
]
