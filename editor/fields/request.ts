import { withValue } from '../../shared/predicate/witness.ts'
import type { Answer, Input } from '../api/call.ts'

/** What somebody gives for the properties of a request, by their paths; an empty text gives nothing. */
export type Given = Readonly<Record<string, string | number | boolean>>

type Properties = NonNullable<Input<'startWorkflow'>['body']['properties']>
type Begins = Answer<'vocabulary'>['workflows'][number]['links']['begins']

/** The properties that a workflow asks for, its key first. */
export const askedBy = ({ key, properties }: Pick<Begins, 'key' | 'properties'>): readonly string[] => [
  ...new Set([...(key === null ? [] : [key]), ...properties]),
]

export const hasKey = ({ key }: Pick<Begins, 'key'>, given: Given): boolean => key === null || (given[key] ?? '') !== ''

/** As a request carries them: `cart.id` lies inside `cart`. */
export function propertiesOf(given: Given): Properties {
  let properties: Readonly<Record<string, unknown>> = {}
  for (const [path, value] of Object.entries(given)) if (value !== '') properties = withValue(properties, path, value)
  return properties as Properties
}
