import { initialSettings } from '../../runtime/storage/control.ts'
import type { Sending } from '../../shared/sending.ts'
import type { WorkflowSettings } from '../../shared/workflow.ts'
import { draw, email, type Trial } from './trial.ts'

/** Quiet hours of a store. */
export const night = { from: '21:00', to: '09:00' }

/** Keeps settings of sending for the whole store. */
export async function keep(trial: Trial, sending: Partial<Sending>): Promise<void> {
  const all = { ...initialSettings.sending, ...sending }
  await trial.change({ do: 'saveSettings', settings: { ...initialSettings, sending: all } })
}

/** A workflow that sends one mail and rests for a day. */
export const mail = (id: string, settings: Partial<WorkflowSettings> = {}, event = 'Cart') =>
  draw({
    id,
    settings,
    nodes: {
      'event-1': { kind: 'event', settings: { event }, ports: { next: 'email-2' } },
      'email-2': email(id, { next: 'delay-3' }),
      'delay-3': { kind: 'delay', settings: { for: 'P1D' }, ports: { next: 'exit-4' } },
      'exit-4': { kind: 'exit', settings: { reason: 'Done' } },
    },
  })

/** Lines of the log in few words: when, whose run, what was said of the message. */
export const asked = (trial: Trial) =>
  trial
    .lines()
    .filter(({ what }) => what === 'asked')
    .map(({ at, why, until }) => [at.slice(5, 16), why, ...(until ? [until.slice(5, 16)] : [])].join(' '))

/** What became of the nth message that was admitted. */
export async function outcome(
  trial: Trial,
  at: string,
  which: 'sent' | 'failed' | 'stale' | 'cancelled',
  nth = 0,
): Promise<void> {
  const runs = trial.lines().filter(({ what, why }) => what === 'asked' && why === 'emailAdmitted')
  const { run, node, visit } = runs[nth]!
  const message = `${run}:${node}:${visit}`
  await trial.append(
    {
      type: 'outcome',
      message,
      customer: Number(run.split('-')[0]),
      outcome: which === 'stale' || which === 'cancelled' ? 'notSent' : which,
      detail: which,
      attempts: 1,
    },
    at,
    `${message}:${at}`,
  )
}
