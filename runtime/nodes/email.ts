import { defineBehaviour } from './behaviour.ts'

/** Whether it may go is admission's decision; the run goes on either way (rule 16). */
export const email = defineBehaviour<'email'>({
  arrive: (settings) => ({
    do: 'ask',
    effect: { kind: 'message', channel: 'email', purpose: settings.purpose },
    after: { port: 'next' },
    why: 'emailAsked',
  }),
})
