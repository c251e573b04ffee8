import { operandOf } from '../../shared/predicate/filter.ts'
import { defineBehaviour } from './behaviour.ts'

export const update = defineBehaviour<'update'>({
  arrive(settings, { facts }) {
    const set: Record<string, unknown> = {}
    for (const { attribute, to } of settings.set) {
      const value = to === null ? null : operandOf(to, facts)
      if (value !== undefined) set[attribute] = value
    }
    return { do: 'take', port: 'next', set, why: 'updated', params: { attributes: Object.keys(set).join(', ') } }
  },
})
