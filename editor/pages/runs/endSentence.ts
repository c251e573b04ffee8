import type { z } from 'zod'
import type { RunSummary } from '../../../shared/api/models/run.ts'
import { reasonSentence } from '../../../shared/words/reasons.ts'

/** Why a run is over, in a sentence; empty while it is not. */
export function endSentence(reason: z.infer<typeof RunSummary>['reason']): string {
  if (reason === null) return ''
  return reasonSentence(reason.code, reason.detail === undefined ? {} : { detail: reason.detail })
}
