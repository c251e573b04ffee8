import { defineBehaviour } from './behaviour.ts'
import { valuesGiven } from './given.ts'

export const emit = defineBehaviour<'emit'>({
  arrive: ({ event, properties }, { facts }) => ({
    do: 'take',
    port: 'next',
    why: 'emitted',
    deed: { do: 'emit', event, properties: valuesGiven(properties, facts) },
  }),
})
