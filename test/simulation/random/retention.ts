import { reachesOfSegment, reachesOfWorkflow } from '../../../shared/check/reach.ts'
import { beyondRetention } from '../../../shared/check/retained.ts'
import { limits } from '../../../shared/limits.ts'
import { initialRetention, type Retention } from '../../../shared/retention.ts'
import { initialSending } from '../../../shared/sending.ts'
import type { Workflow } from '../../../shared/workflow.ts'
import type { Chance } from '../chance.ts'
import type { Deed, Doing } from '../world.ts'

const day = 86_400_000

/** How long events are kept, where that is not for ever, and a time of rest in the middle, in which some get so old. */
export function randomRetention(chance: Chance): { retention?: Retention; rest: number } {
  if (chance.maybe(0.85)) return { rest: 0 }
  return {
    retention: { days: limits.retentionDaysLeast, forEver: chance.pick([[], initialRetention.forEver]) },
    rest: chance.pick([30, 60, 90]) * day,
  }
}

/** The deeds in a store that removes old events: pages refuse what looks further back. */
export function keepingFor(retention: Retention, deeds: readonly Deed[], opened: number): Deed[] {
  const isRefused = (deed: Deed) => {
    if (deed.do === 'publish')
      return beyondRetention(reachesOfWorkflow(deed.document as Workflow), retention).length > 0
    const when =
      deed.do === 'segment'
        ? deed.definition?.when
        : deed.do === 'enter' && 'when' in deed.audience && deed.audience.when
    return when ? beyondRetention(reachesOfSegment({ when }), retention).length > 0 : false
  }
  const settings: Doing = { do: 'settings', marketingToUnknown: false, sending: initialSending, retention }
  return [
    { at: opened, ...settings },
    ...deeds.filter((deed) => !isRefused(deed)).map((deed) => (deed.do === 'settings' ? { ...deed, retention } : deed)),
  ]
}
