import { mostUrgent, verdictOn } from './admission.ts'
import { convert } from './assignments.ts'
import { enterBy, plannersOf } from './enrolment.ts'
import { reachGoals } from './goals.ts'
import { askAgain, askingOf, judgeMail, sendMail, withdraw } from './mails.ts'
import { activeRuns, type Change, follows, type Person, type Run } from './people.ts'
import { endRun, go, isConcerned, judge, leftByRule } from './runs.ts'
import { judgeSegments } from './segments.ts'
import { plan } from './starts.ts'
import type { Store } from './store.ts'

/** Rule 12: first in, first out; of one input, or of one timer, at most a hundred things that runs make happen. */
export function follow(store: Store, person: Person, first?: Change): void {
  if (first) store.queue.push(first)
  while (store.queue.length > 0) {
    const change = store.queue.shift() as Change
    if (change.ended && !store.listening().some(({ document }) => follows(document, change.ended?.workflow))) continue
    if (change.by && store.followed++ >= 100) {
      if (!change.by.ended) endRun(store, change.by, 'tooManyConsequences')
      continue
    }
    // Segments that read one another in a circle would never come to an end.
    const isMoved = !change.by && change.segment !== undefined
    if (isMoved && store.moved++ >= 100 + store.segments.size) continue
    store.startsFollow = { mayStart: change.mayStart, cause: change.cause }
    convert(store, person, change)
    const moved = judgeSegments(store, person, change)
    reachGoals(store, person, change)
    route(store, person, change)
    withdraw(store, person, change)
    askAgain(store, person, change)
    store.queue.push(...moved)
  }
  store.startsFollow = { mayStart: true }
}

/** Messages that want to go are judged together, when nothing else follows: each may take what the next would have got. */
export function judgeMails(store: Store, person: Person): void {
  store.followed = 0
  store.moved = 0
  const priorityOf = ({ workflow, version }: Pick<Run, 'workflow' | 'version'>) =>
    store.documentOf(workflow, version).settings.priority ?? 5
  for (let asking = mostUrgent(person, priorityOf); asking; asking = mostUrgent(person, priorityOf)) {
    if ('run' in asking) {
      judgeMail(store, person, asking)
      follow(store, person)
      continue
    }
    const run = asking
    const { giveUp, asked, said } = run.message as NonNullable<Run['message']>
    const { version, node } = run
    const verdict = verdictOn(askingOf(store, person, { run, version, node, giveUp }))
    store.startsFollow = run.asks ?? store.startsFollow
    run.asks = null
    if (verdict.does === 'defer') {
      // Rule 16: it holds its run.
      const { why, until } = verdict
      run.ways.clear()
      if (said !== `${why} ${until}`) store.decide(run, { what: 'asked', why, until })
      Object.assign(run, { until, message: { asked, giveUp, said: `${why} ${until}` } })
      if (said === '') leftByRule(store, person, run)
    } else {
      store.decide(run, { what: 'asked', port: 'next', why: verdict.why })
      if (verdict.does === 'send') sendMail(store, person, run, giveUp, verdict.sendBefore)
      go(store, person, run, 'next', null)
    }
    follow(store, person)
  }
}

function route(store: Store, person: Person, change: Change): void {
  for (const run of activeRuns(person)) {
    if (run.ended || (change.event && run.trigger?.seq === change.event.seq)) continue
    if (isConcerned(store, run, change)) judge(store, person, run, change)
  }
  enterBy(store, person, change)
  plan(person, change, plannersOf(store, person))
}
