import { defineBehaviour } from './behaviour.ts'

export const webhook = defineBehaviour<'webhook'>({
  arrive: (settings) => ({
    do: 'ask',
    effect: { kind: 'webhook', url: settings.url },
    after: settings.answer === 'wait' ? { rest: null } : { port: 'next' },
    why: 'webhookAsked',
  }),

  outcome: (settings, _visit, outcome, detail) =>
    settings.answer === 'wait'
      ? { do: 'take', port: outcome === 'sent' ? 'delivered' : 'failed', why: outcome, params: { detail } }
      : null,
})
