import { defineBehaviour } from './behaviour.ts'
import { valuesGiven } from './given.ts'

export const start = defineBehaviour<'start'>({
  arrive: ({ workflow, properties }, { facts }) => ({
    do: 'take',
    port: 'next',
    why: 'startAsked',
    deed: { do: 'start', workflow, properties: valuesGiven(properties, facts) },
  }),
})
