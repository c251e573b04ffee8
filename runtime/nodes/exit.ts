import { defineBehaviour } from './behaviour.ts'

export const exit = defineBehaviour<'exit'>({
  arrive: (settings) => ({ do: 'end', reason: settings.reason, why: 'exitNode', params: { reason: settings.reason } }),
})
