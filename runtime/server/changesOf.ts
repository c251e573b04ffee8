import { differencesOf } from '../../shared/differencesOf.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { differenceSentence } from '../../shared/words/differences.ts'
import type { Store } from './store.ts'
import { namesOf, worldOf } from './world.ts'

type Document = Readonly<Record<string, unknown>>

const most = 200

/** How sentences about a store's workflows call what they name, with dates as the store's clock shows them. */
export async function namesIn(store: Store): Promise<Names> {
  return namesOf(await worldOf(store), undefined, store.settings().zone)
}

/** What a document changes against another, a sentence for each thing. */
export const changesOf = (before: Document, after: Document, names: Names): string[] =>
  differencesOf(before, after)
    .slice(0, most)
    .map((difference) => differenceSentence(difference, names))
