import type { SettingsOf } from '../../shared/nodes/index.ts'
import { type Answer, defineBehaviour } from './behaviour.ts'

/** Whether it may go is admission's decision; the run goes on either way (rule 16). A deferred message holds it and asks again. */
export const email = defineBehaviour<'email'>({ arrive: asks, judge: asks })

function asks(settings: SettingsOf<'email'>): Answer {
  return {
    do: 'ask',
    effect: { kind: 'message', channel: 'email', purpose: settings.purpose },
    after: { port: 'next' },
    why: 'emailAsked',
  }
}
