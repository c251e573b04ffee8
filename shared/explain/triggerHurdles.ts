import { momentFrom } from '../moment.ts'
import type { HeldFilter } from '../nodes/define.ts'
import { definitionOf, type SettingsOf } from '../nodes/index.ts'
import { removed } from '../predicate/facts.ts'
import { aroundOf, matches } from '../predicate/filter.ts'
import { nextOccurrence } from '../recurrence.ts'
import { triggerDate } from '../triggerDate.ts'
import type { WorkflowNode } from '../workflow.ts'
import type { Entering } from './entering.ts'
import { type Hurdle, hurdle, turning } from './hurdle.ts'
import { oneThatFits } from './oneThatFits.ts'

/** What a trigger waits for. People enter at the moment at which it happens, so until then it stands in the way. */
export function triggerHurdles(node: WorkflowNode, entering: Entering): Hurdle[] {
  const at = { node: node.id }
  const start = entering.planned.find((one) => one.node === node.id)
  if (start) return [hurdle('trigger', 'startPlanned', false, { at, byItself: start.due })]
  switch (node.kind) {
    case 'segment':
      return [segmentHurdle(node.settings, entering)]
    case 'schedule':
      return [scheduleHurdle(node.id, node.settings, entering)]
    case 'date':
      return [dateHurdle(node.id, node.settings, entering)]
    case 'request':
      return [hurdle('trigger', 'byRequest', false, { at })]
    case 'workflow':
      return [hurdle('trigger', 'byEndOf', false, { at, params: { workflow: node.settings.workflow } })]
    default: {
      const { events, filters } = definitionOf(node.kind)
      const [first] = events?.(node.settings) ?? []
      const begins = filters?.(node.settings).find(({ event }) => event === first)
      return begins ? [eventHurdle(node.id, begins, entering)] : []
    }
  }
}

/** The event that begins a run, or an absence. */
function eventHurdle(node: string, begins: HeldFilter, { facts }: Entering): Hurdle {
  const { event, filter } = begins
  const latest = facts.events(event).at(-1)
  const said = latest?.properties()
  const fits = latest !== undefined && (!filter || said === removed || matches(filter, said, aroundOf(facts)).holds)
  const code = !latest ? 'eventNeverCame' : fits ? 'eventCameLast' : 'eventDidNotFit'
  const params = { event, ...(latest && { time: latest.time }) }
  return hurdle('trigger', code, false, { at: { node }, params, changes: oneThatFits(begins, facts) })
}

/** Of a workflow that nobody can enter yet no start is planned, also for a date that is still to come. */
function dateHurdle(node: string, settings: SettingsOf<'date'>, { facts }: Entering): Hurdle {
  const { of, repeat } = settings
  const found = triggerDate(of, facts)
  const isAhead = found && (repeat === 'yearly' || momentFrom(found.date, settings, facts.zone) > facts.now)
  const code = !found ? 'dateUnknown' : isAhead ? 'dateAhead' : 'dateGone'
  const date = of.from === 'attribute' ? of.attribute : (of.property ?? of.event)
  return hurdle('trigger', code, false, { at: { node }, params: { date } })
}

/** Who is to join must first be out, and who is to leave must be in. */
function segmentHurdle({ segment, on }: SettingsOf<'segment'>, { facts, segments }: Entering): Hurdle {
  const definition = segments[segment]
  const [at, params] = [{ segment }, { segment }]
  if (!definition) return hurdle('trigger', 'segmentGone', false, { at, params })
  const codes = facts.isMember(segment)
    ? { join: 'alreadyJoined', leave: 'alreadyLeft' }
    : { join: 'notYetJoined', leave: 'notYetLeft' }
  return hurdle('trigger', codes[on], false, { ...turning(definition.when, facts, '/when'), at, params })
}

/** Whoever belongs to the audience enters at the next instant, as long as there is one. */
function scheduleHurdle(node: string, { recurs, audience }: SettingsOf<'schedule'>, entering: Entering): Hurdle {
  const { facts, segments, zone } = entering
  const byItself = nextOccurrence(recurs, zone, facts.now)
  if (byItself === null) return hurdle('trigger', 'scheduleEnded', false, { at: { node } })
  const asked =
    audience.of === 'segment'
      ? { when: segments[audience.segment]?.when, at: { segment: audience.segment }, path: '/when' }
      : { when: audience.of === 'condition' ? audience.when : undefined, at: { node }, path: '/audience/when' }
  const why = asked.when && turning(asked.when, facts, asked.path)
  const isIn = audience.of === 'segment' ? facts.isMember(audience.segment) : (why?.holds ?? true)
  if (!isIn) return hurdle('trigger', 'notInAudience', false, { ...why, at: asked.at })
  return hurdle('trigger', 'inAudience', false, { because: why?.because ?? [], at: asked.at, byItself })
}
