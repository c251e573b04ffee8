import type { WorkflowNode } from '../../../shared/workflow.ts'
import { type Asking, isAboutPerson, mailsOf, refusalOf, type Verdict, verdictOn } from './admission.ts'
import { announce, goalOf, messageSent } from './goals.ts'
import { addressOf, type Change, concerns, keyOf, type Mail, type Person, type Run } from './people.ts'
import type { Store } from './store.ts'
import { isTrue } from './truth.ts'

export function sendMail(store: Store, person: Person, run: Run, giveUp: number, sendBefore: number): void {
  const { version, node } = run
  const { purpose } = askingOf(store, person, { run, version, node, giveUp })
  const mail: Mail = {
    key: keyOf(run),
    version,
    node,
    run,
    purpose,
    giveUp,
    address: addressOf(person),
    at: store.now,
    state: 'open',
    admitted: store.now,
    sendBefore,
    until: null,
    asks: false,
    isOver: false,
  }
  run.mails.push(mail)
  admitMail(store, person, mail, sendBefore)
}

export function askingOf(
  store: Store,
  person: Person,
  { run, version, node, giveUp }: Pick<Mail, 'run' | 'version' | 'node' | 'giveUp'>,
): Asking {
  const document = store.documentOf(run.workflow, version)
  const mail = document.nodes.find(({ id }) => id === node) as Extract<WorkflowNode, { kind: 'email' }>
  const { settings } = document
  const { purpose, if: condition } = mail.settings
  const view = store.view(person, run, document)
  return { person, workflow: run.workflow, settings, store: store.settings, purpose, condition, giveUp, view }
}

/** Rule 22: one that failed does not count, nor one that was cancelled in time; one that did not begin in time is judged again. */
export function learnOutcome(store: Store, person: Person, mail: Mail, outcome: string, detail: string): boolean {
  const before = mail.state
  if (outcome === 'sent' || outcome === 'uncertain') {
    if (before === 'gone') mail.at = store.now
    mail.state = 'sent'
    return false
  }
  const isCancelled = before === 'cancelled' || detail === 'cancelled'
  if (outcome === 'notSent' && mail.isOver && !isCancelled) return false
  // Handed back before it was judged last.
  const isJudged = (mail.until ?? mail.sendBefore) >= store.now
  if (outcome === 'notSent' && detail === 'stale' && !isCancelled && !mail.run.left && isJudged) {
    say(store, mail)
    return false
  }
  mail.state = 'gone'
  if (outcome === 'notSent' && isCancelled) return before === 'cancelled'
  if (outcome === 'notSent' && mail.run.left) {
    mail.isOver = true
    store.mails.push(`${mail.key} is skipped ${store.instant} ${mail.run.left}`)
  } else if (outcome === 'notSent') {
    // Rule 23.
    judgeMail(store, person, mail, detail === 'vetoed' ? { does: 'skip', why: 'denied' } : undefined)
  }
  return before !== 'gone' && mail.state === 'gone'
}

/** Rule 22: it may go now, waits until it may, or is over. */
export function judgeMail(
  store: Store,
  person: Person,
  mail: Mail,
  verdict: Verdict = verdictOn(askingOf(store, person, mail)),
): void {
  Object.assign(mail, { asks: false, until: null, isOver: verdict.does === 'skip' })
  if (verdict.does === 'skip') store.mails.push(`${mail.key} is skipped ${store.instant} ${verdict.why}`)
  else mail.address = addressOf(person)
  if (verdict.does === 'defer') {
    mail.until = verdict.until
    say(store, mail)
  }
  if (verdict.does === 'send') admitMail(store, person, mail, verdict.sendBefore)
}

/**
 * Rule 22: those that wait ask when their time has come, and before as runs do; in a pause they come back when it is over. Rule 21: or they go
 * no more, as runs whose time came end, when somebody goes on without what came due.
 */
export function askAgain(store: Store, person: Person, change: Change): void {
  for (const mail of mailsOf(person)) {
    if (mail.until === null || mail.state !== 'gone') continue
    const isDue = change.time === true && mail.until <= store.now
    if (!isDue && !isAboutPerson(change) && !change.freed) continue
    if (isDue && !change.mayStart) {
      Object.assign(mail, { until: null, asks: false, isOver: true })
      store.mails.push(`${mail.key} is withdrawn ${store.instant} missed`)
    } else if (!store.isPaused(mail.run)) mail.asks = true
    else if (isDue) mail.until = null
  }
}

/** While nobody knows what became of a mail, what matters to it may withdraw it: who they are, what they allow, its own condition. */
export function withdraw(store: Store, person: Person, change: Change): void {
  for (const mail of mailsOf(person)) {
    if (mail.state !== 'open') continue
    const { purpose, condition, view } = askingOf(store, person, mail)
    const refusal = isAboutPerson(change) || change.refused ? refusalOf(person, purpose, store.settings) : null
    const isAsked = condition && store.now < mail.giveUp
    const isUnmet = isAsked && concerns({ ...change, time: false }, condition) && !isTrue(condition, view)
    if (!refusal && !isUnmet) continue
    Object.assign(mail, { state: 'cancelled', isOver: true })
    store.mails.push(`${mail.key} is withdrawn ${store.instant} ${refusal ?? 'conditionFalse'}`)
  }
}

function admitMail(store: Store, person: Person, mail: Mail, sendBefore: number): void {
  Object.assign(mail, { at: store.now, state: 'open', sendBefore })
  say(store, mail)
  const pursuit = person.pursuits.find(({ run }) => run === mail.run)
  if (!pursuit) return
  const { goal, viewOf } = goalOf(store, pursuit)
  if (goal?.from !== 'message') return
  messageSent(pursuit, goal, mail.giveUp, viewOf(person))
  announce(store, person, mail.run)
}

function say(store: Store, { key, until, sendBefore }: Mail): void {
  store.mails.push(
    `${key} ${until === null ? 'is good' : 'waits'} until ${new Date(until ?? sendBefore).toISOString()}`,
  )
}
