import { aroundOf, matches } from '../../shared/predicate/filter.ts'
import { defineBehaviour } from './behaviour.ts'

export const event = defineBehaviour<'event'>({
  begins: (settings, happened, facts) =>
    'event' in happened &&
    happened.event.name === settings.event &&
    (!settings.where || matches(settings.where, happened.event.properties(), aroundOf(facts)).holds),
  arrive: () => ({ do: 'take', port: 'next', why: 'entered', told: true }),
})
