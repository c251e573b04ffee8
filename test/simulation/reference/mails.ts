import type { WorkflowNode } from '../../../shared/workflow.ts'
import { type Asking, isAboutPerson, mailsOf, refusalOf, verdictOn } from './admission.ts'
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
  }
  run.mails.push(mail)
  admitMail(store, mail, sendBefore)
  const pursuit = person.pursuits.find((each) => each.run === run)
  if (!pursuit) return
  const { goal, viewOf } = goalOf(store, pursuit)
  if (goal?.from !== 'message') return
  messageSent(pursuit, goal, viewOf(person))
  announce(store, person, run)
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
  mail.state = 'gone'
  if (outcome === 'notSent' && (before === 'cancelled' || detail === 'cancelled')) return before === 'cancelled'
  if (outcome === 'notSent' && mail.run.left) {
    store.mails.push(`${mail.key} is skipped ${store.instant} ${mail.run.left}`)
  } else if (outcome === 'notSent') {
    const verdict =
      // Rule 23.
      detail === 'vetoed' ? ({ does: 'skip', why: 'denied' } as const) : verdictOn(askingOf(store, person, mail))
    if (verdict.does === 'skip') store.mails.push(`${mail.key} is skipped ${store.instant} ${verdict.why}`)
    else mail.address = addressOf(person)
    if (verdict.does === 'defer') store.mails.push(`${mail.key} waits until ${new Date(verdict.until).toISOString()}`)
    if (verdict.does === 'send') admitMail(store, mail, verdict.sendBefore)
  }
  return before !== 'gone' && mail.state === 'gone'
}

/** While nobody knows what became of a mail, what matters to it may withdraw it: who they are, what they allow, its own condition. */
export function withdraw(store: Store, person: Person, change: Change): void {
  for (const mail of mailsOf(person)) {
    if (mail.state !== 'open') continue
    const { purpose, condition, view } = askingOf(store, person, mail)
    const refusal = isAboutPerson(change) ? refusalOf(person, purpose, store.settings) : null
    const isAsked = condition && store.now < mail.giveUp
    const isUnmet = isAsked && concerns({ ...change, time: false }, condition) && !isTrue(condition, view)
    if (!refusal && !isUnmet) continue
    mail.state = 'cancelled'
    store.mails.push(`${mail.key} is withdrawn ${store.instant} ${refusal ?? 'conditionFalse'}`)
  }
}

function admitMail(store: Store, mail: Mail, sendBefore: number): void {
  Object.assign(mail, { at: store.now, state: 'open' })
  store.mails.push(`${mail.key} is good until ${new Date(sendBefore).toISOString()}`)
}
