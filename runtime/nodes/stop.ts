import { defineBehaviour } from './behaviour.ts'

export const stop = defineBehaviour<'stop'>({
  arrive: ({ workflow, sameKey = false, reason }) => ({
    do: 'take',
    port: 'next',
    why: 'stopAsked',
    deed: { do: 'stop', workflow, sameKey, ...(reason && { reason }) },
  }),
})
