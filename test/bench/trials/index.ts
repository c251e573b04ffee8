import type { Trial } from '../trial.ts'
import { customerLong } from './customerLong.ts'
import { historyLong, workflows500 } from './flat.ts'
import { ackP99, ingestHttp1, ingestHttp100 } from './ingestHttp.ts'
import { ingestProcess100, ingestProcess100Busy } from './ingestProcess.ts'
import { render } from './render.ts'
import { restart } from './restart.ts'
import { runs } from './runs.ts'
import { step } from './step.ts'
import { timerLateness, timerLatenessPending } from './timerLateness.ts'
import { idleCpu, waitingMemory, waitingRuns } from './waitingRuns.ts'
import { wake } from './wake.ts'
import { wakeWhileIngesting } from './wakeWhileIngesting.ts'

export const trials: readonly Trial[] = [
  ingestHttp1,
  ackP99,
  ingestHttp100,
  ingestProcess100,
  ingestProcess100Busy,
  runs,
  wake,
  wakeWhileIngesting,
  timerLateness,
  timerLatenessPending,
  restart,
  waitingRuns,
  waitingMemory,
  idleCpu,
  step,
  workflows500,
  historyLong,
  customerLong,
  render,
]
