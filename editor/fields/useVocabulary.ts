import { useRoute } from '../api/useRoute.ts'

export interface Vocabulary {
  readonly events: readonly string[]
  readonly attributes: readonly string[]
  readonly segments: readonly { readonly id: string; readonly title: string }[]
  /** Properties seen with an event, or with any when none is named. */
  propertiesOf(event: string | undefined): readonly string[]
}

/** Names that the store has seen: offered, never demanded. */
export function useVocabulary(): Vocabulary {
  const { data } = useRoute('vocabulary')
  return {
    events: data?.events.map((event) => event.name) ?? [],
    attributes: data?.attributes ?? [],
    segments: data?.segments ?? [],
    propertiesOf: (name) => {
      const known = data?.events.filter((event) => !name || event.name === name) ?? []
      return [...new Set(known.flatMap((event) => event.properties))].sort()
    },
  }
}
