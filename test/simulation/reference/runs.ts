import { addDuration } from '../../../shared/duration.ts'
import type { Operand } from '../../../shared/predicate/schema.ts'
import type { NodeOf } from '../../../shared/workflow.ts'
import { asksAgain } from './admission.ts'
import { keep, pathAt, shareFor } from './assignments.ts'
import { setAttributes } from './customers.ts'
import { activeRuns, type Change, concerns, type Person, placeOf, type Run } from './people.ts'
import type { Store } from './store.ts'
import { delayEnd, instantIn, momentAround } from './time.ts'
import { type Happened, isTrue, operand, passes, type View } from './truth.ts'

/** Looks at a resting run again: rule 15 first, then what it waits for. */
export function judge(store: Store, person: Person, run: Run, change?: Change): void {
  // What it made happen itself is not what it waits for.
  const event = change?.by === run ? undefined : change?.event
  // Rule 26: what it waits for may still come after its time.
  if (leftByRule(store, person, run) || (run.held && !run.held.isOverdue) || run.asks) return
  const { kind, settings } = store.node(run)
  const already = change?.learned ? portAlready(store, person, run) : undefined
  if (already !== undefined) {
    go(store, person, run, already, 'eventCame')
    return
  }
  if (kind === 'wait' && settings.for === 'event' && event) {
    const awaited =
      event.time >= run.since &&
      settings.events.find(
        (each) => each.event === event.name && (!each.where || passes(each.where, event, store.view(person, run))),
      )
    if (awaited) {
      go(store, person, run, awaited.port, 'eventCame')
      return
    }
  }
  if (kind === 'delay' && settings.date) {
    judgeDate(store, person, run, change)
    return
  }
  if (kind === 'email') {
    if (!asksAgain(run, store.now, change)) return
    if (change?.missed) endRun(store, run, 'missed')
    else if (store.isPaused(run)) run.held = { port: null, why: null, isOverdue: false }
    else run.asks = store.startsFollow
    return
  }
  const holds = kind === 'wait' && settings.for === 'condition' && isTrue(settings.until, store.view(person, run))
  if (!holds && (run.held || run.until === null || run.until > store.now)) return
  if (change?.missed) endRun(store, run, 'missed')
  else if (holds) go(store, person, run, 'holds', 'conditionHeld')
  else go(store, person, run, kind === 'wait' ? 'timeout' : 'next', kind === 'wait' ? 'timeout' : 'delayOver')
}

/** Rule 20: the wait for a date is planned again when the date changes. */
function judgeDate(store: Store, person: Person, run: Run, change: Change | undefined): void {
  const { date } = (store.node(run) as NodeOf<'delay'>).settings
  const until = date ? momentOf(date, store.view(person, run)) : null
  if (run.held && until === run.until) return
  if (until === null || until <= store.now) {
    const { port, why } = until === run.until ? over : passed(until, store.now)
    if (change?.missed) endRun(store, run, 'missed')
    else go(store, person, run, port, why)
  } else if (until !== run.until) {
    store.decide(run, { what: 'rested', why: 'dateChanged', until })
    Object.assign(run, { until, held: null })
  }
}

const over = { port: 'next', why: 'delayOver' }

const deeds: ReadonlySet<string> = new Set(['update', 'start', 'stop', 'emit', 'email', 'webhook'])

/** What becomes of a wait for a date that is not to come. */
function passed(until: number | null, now: number): { port: string; why: string } {
  if (until === null) return { port: 'missing', why: 'dateMissing' }
  return until === now ? over : { port: 'past', why: 'datePast' }
}

function momentOf(date: NonNullable<NodeOf<'delay'>['settings']['date']>, view: View): number | null {
  const of = instantIn(operand(date.of, view), view.zone)
  return of === null ? null : momentAround(of, date, view.zone)
}

export function leftByRule(store: Store, person: Person, run: Run): boolean {
  const holds = (store.document(run).settings.exits ?? []).some((rule) => isTrue(rule.when, store.view(person, run)))
  if (holds) endRun(store, run, 'exitRule')
  return holds
}

/** Leaves a node by a port and goes on to the next rest or the end (rule 11); while paused the run is held instead (rule 26). */
export function go(store: Store, person: Person, run: Run, port: string, why: string | null): void {
  if (store.isPaused(run)) {
    run.held = { port, why, isOverdue: why === 'timeout' || why === 'delayOver' }
    return
  }
  goOn(store, person, run, { port, why })
}

export function goOn(store: Store, person: Person, run: Run, first: { port: string; why: string | null } | null): void {
  for (let next = first; next; ) {
    const way = `${run.node} ${next.port}`
    // Rule 12: nobody goes round without a rest; what was admitted on the way goes.
    if (run.ways.has(way)) {
      store.decide(run, { what: 'ended', why: 'failed' })
      Object.assign(run, { ended: true, left: 'failed' })
      return
    }
    run.ways.add(way)
    if (next.why) store.decide(run, { what: 'took', port: next.port, why: next.why })
    const target = store.node(run).ports?.[next.port]
    if (target === undefined) {
      endRun(store, run, 'reachedEnd')
      return
    }
    comeTo(run, target, store.now)
    next = arrive(store, person, run)
  }
}

/** Comes to a node: the port by which it leaves at once, or null where it rests or ends. `why` is null where it is said already. */
export function arrive(
  store: Store,
  person: Person,
  run: Run,
  waiting = 'waiting',
): { port: string; why: string | null } | null {
  const node = store.node(run)
  const view = store.view(person, run)
  const isBack = run.ways.has(`${node.id} next`)
  if (isBack && deeds.has(node.kind)) return { port: 'next', why: null }
  switch (node.kind) {
    case 'branch': {
      const path = node.settings.paths.find(({ when }) => isTrue(when, view))
      return path ? { port: path.port, why: 'pathHeld' } : { port: 'else', why: 'otherwise' }
    }
    case 'split':
    case 'experiment': {
      const winner = store.winners.pathOf(run.workflow, run.version, node.id)
      if (winner) return { port: winner, why: 'winnerTaken' }
      const { as, share } = shareFor(person, run, node.kind, run.workflow, node.id)
      const port = pathAt(share, node.settings.paths)
      const { version } = run
      if (keep(person, `${run.workflow} ${node.id}`, { as, at: store.now, exposed: { version, port } }))
        store.tally(`${run.workflow} ${version} ${node.id} exposed:${port}`)
      return { port, why: 'assigned' }
    }
    case 'update': {
      const values: Record<string, unknown> = {}
      for (const { attribute, to } of node.settings.set) {
        const value = to === null ? null : operand(to, view)
        if (value !== undefined) values[attribute] = value
      }
      const attributes = setAttributes(person, values, store.now)
      if (attributes.length > 0) store.queue.push({ attributes, mayStart: true, by: run, place: placeOf(run) })
      return { port: 'next', why: 'updated' }
    }
    case 'email': {
      const giveUp = addDuration(store.now, store.settings.sending.giveUpAfter, view.zone)
      run.asks = store.startsFollow
      run.message = { asked: store.now, giveUp, said: '' }
      return null
    }
    case 'webhook': {
      const waits = node.settings.answer === 'wait'
      store.decide(run, { what: 'asked', ...(!waits && { port: 'next' }), why: 'webhookAdmitted' })
      return waits ? rest(store, person, run, null, 'awaitingOutcome') : { port: 'next', why: null }
    }
    case 'start': {
      const trigger = made(store, person, '', node.settings.properties, view)
      const request = { workflow: node.settings.workflow, trigger, at: placeOf(run) }
      store.queue.push({ request, mayStart: true, by: run, place: placeOf(run) })
      return { port: 'next', why: 'startAsked' }
    }
    case 'stop': {
      const { workflow, sameKey } = node.settings
      const others = activeRuns(person).filter(
        (other) => other.workflow === workflow && other !== run && (!sameKey || other.key === run.key),
      )
      for (const other of others) endRun(store, other, 'stopped')
      return { port: 'next', why: others.length > 0 ? 'stoppedRuns' : 'nothingToStop' }
    }
    case 'emit': {
      const event = made(store, person, node.settings.event, node.settings.properties, view)
      person.events.push(event)
      store.queue.push({ event, mayStart: true, by: run, place: placeOf(run) })
      return { port: 'next', why: 'emitted' }
    }
    case 'repeat': {
      const round = (run.rounds[node.id] ?? 0) + 1
      const isEnough = round > node.settings.times
      run.rounds[node.id] = isEnough ? 0 : round
      return isEnough ? { port: 'done', why: 'repeatedEnough' } : { port: 'again', why: 'repeats' }
    }
    case 'exit':
      endRun(store, run, 'exitNode')
      return null
    case 'delay': {
      const { date } = node.settings
      if (date) {
        const until = momentOf(date, view)
        if (until === null || until <= store.now) return passed(until, isBack ? store.now + 1 : store.now)
        return rest(store, person, run, until, 'waitingForDate')
      }
      const until = delayEnd(node.settings, isBack && !node.settings.for ? run.arrived + 1 : run.arrived, view.zone)
      return until <= store.now ? { port: 'next', why: 'delayOver' } : rest(store, person, run, until, waiting)
    }
    case 'wait': {
      const { settings } = node
      const until = settings.timeout ? addDuration(run.arrived, settings.timeout, view.zone) : null
      const isOver = until !== null && until <= store.now
      if (settings.for === 'condition')
        return isTrue(settings.until, view)
          ? { port: 'holds', why: 'conditionHeld' }
          : isOver
            ? { port: 'timeout', why: 'timeout' }
            : rest(store, person, run, until, waiting)
      const already = portAlready(store, person, run)
      if (already !== undefined) return { port: already, why: 'eventCame' }
      return isOver ? { port: 'timeout', why: 'timeout' } : rest(store, person, run, until, waiting)
    }
    default:
      throw new Error(`nobody comes to ${node.kind}`)
  }
}

/** Rule 13: where what happened since the run began leads a wait that looks back to there. */
function portAlready(store: Store, person: Person, run: Run): string | undefined {
  const { kind, settings } = store.node(run)
  if (kind !== 'wait' || settings.for !== 'event' || settings.since !== 'run') return undefined
  const view = store.view(person, run)
  return [...person.events]
    .sort((a, b) => a.time - b.time || a.seq - b.seq)
    .filter((event) => event.time >= run.since && event.seq !== run.trigger?.seq)
    .flatMap((event) =>
      settings.events.filter((each) => each.event === event.name && (!each.where || passes(each.where, event, view))),
    )[0]?.port
}

export function endRun(store: Store, run: Run, why: string): void {
  store.decide(run, { what: 'ended', why })
  run.ended = true
  if (isLeaving(why)) run.left = why
  // Another run goes on in its place, and would count the same.
  if (why === 'merged')
    for (const person of store.people) person.pursuits = person.pursuits.filter((pursuit) => pursuit.run !== run)
  // Rule 15: who leaves gets nothing more.
  if (isLeaving(why))
    for (const mail of run.mails) {
      if (mail.state === 'open') mail.state = 'cancelled'
      if (mail.state !== 'sent') Object.assign(mail, { until: null, asks: false, isOver: true })
    }
  const how = { reachedEnd: 'end', exitNode: 'exit', exitRule: 'exit', goalReached: 'goal' }[why]
  if (how)
    store.queue.push({
      ended: { workflow: run.workflow, how },
      ...store.startsFollow,
      by: run,
      place: placeOf(run),
    })
}

/** Rule 12: what a run did is looked at when its turn comes, by those whom it concerns; where time may concern them they have a turn of their own. */
export function isConcerned(store: Store, run: Run, change: Change): boolean {
  if (change.time) return false
  const { kind, settings } = store.node(run)
  return (
    (kind === 'wait' &&
      (settings.for === 'event'
        ? change.learned !== undefined || settings.events.some(({ event }) => event === change.event?.name)
        : concerns(change, settings.until))) ||
    (kind === 'delay' && settings.date !== undefined && isDateConcerned(settings.date.of.ref, change)) ||
    (store.document(run).settings.exits ?? []).some(({ when }) => concerns(change, when)) ||
    (run.message !== null && asksAgain(run, Number.NEGATIVE_INFINITY, change))
  )
}

const isDateConcerned = (ref: string, { all, attributes = [] }: Change): boolean =>
  Boolean(all) || attributes.includes('timezone') || attributes.some((name) => ref === `customer.${name}`)

/** What a run makes happen comes after what the customer's runs made before, and before what comes from outside at the same instant. */
function made(
  store: Store,
  person: Person,
  name: string,
  given: readonly { property: string; value: Operand }[] = [],
  view: View,
): Happened {
  const values = given.map(({ property, value }) => [property, operand(value, view)] as const)
  const properties = Object.fromEntries(values.filter(([, value]) => value !== undefined))
  return { seq: person.made++ - (person.id + 1) * 1_000_000, name, time: store.now, properties }
}

function rest(store: Store, person: Person, run: Run, until: number | null, why: string): null {
  if (leftByRule(store, person, run)) return null
  run.ways.clear()
  store.decide(run, { what: 'rested', why, until })
  Object.assign(run, { until, awaits: why === 'awaitingOutcome' })
  return null
}

/** A run stands at a node anew. */
export const comeTo = (run: Run, node: string, arrived: number): void =>
  void Object.assign(run, {
    node,
    visit: run.visit + 1,
    arrived,
    until: null,
    awaits: false,
    asks: null,
    message: null,
  })

/** Ends by which a run is left on its way; those that it comes to by itself let its mails go. */
const isLeaving = (why: string): boolean => why !== 'reachedEnd' && why !== 'exitNode'
