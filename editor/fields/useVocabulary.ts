import { useMemo } from 'react'
import type { Answer } from '../api/call.ts'
import { useRoute } from '../api/useRoute.ts'

export interface Vocabulary {
  readonly events: readonly string[]
  readonly attributes: readonly string[]
  readonly segments: readonly { readonly id: string; readonly title: string }[]
  readonly workflows: Answer<'vocabulary'>['workflows']
  /** Properties seen with an event, or with any when none is named. */
  propertiesOf(event: string | undefined): readonly string[]
}

/** Names that the store has seen: offered, never demanded. */
export function useVocabulary(): Vocabulary {
  const { data } = useRoute('vocabulary')
  return useMemo(() => vocabularyOf(data), [data])
}

function vocabularyOf(data: Answer<'vocabulary'> | undefined): Vocabulary {
  return {
    // What workflows make happen may be named before it ever did.
    events: [
      ...new Set([
        ...(data?.events.map((event) => event.name) ?? []),
        ...(data?.workflows.flatMap(({ links }) => links.causes.emits) ?? []),
      ]),
    ],
    attributes: data?.attributes ?? [],
    segments: data?.segments ?? [],
    workflows: data?.workflows ?? [],
    propertiesOf: (name) => {
      const known = data?.events.filter((event) => !name || event.name === name) ?? []
      return [...new Set(known.flatMap((event) => event.properties))].sort()
    },
  }
}
