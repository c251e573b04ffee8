import type { Handlers } from '../bind.ts'
import { explainRun } from '../explainRun.ts'
import { documentsOf } from '../factsOfRun.ts'
import { decisionSentences } from '../sentences.ts'
import { namesOf, worldOf } from '../world.ts'
import { found } from './changed.ts'

/** Runs with their trails. */
export const runRoutes = {
  async listRuns({ store, query }) {
    const { items, next } = await store.pages.runs(query)
    return { items: [...items], next }
  },

  async readRun({ store, params }) {
    const text = found(await store.pages.run(params.run), 'run', params.run)
    const world = await worldOf(store)
    return {
      run: text.run,
      document: JSON.parse(text.documents[text.run.version] ?? 'null'),
      trail: decisionSentences(text, documentsOf(text), (document) => namesOf(world, document, store.settings().zone)),
    }
  },

  explainRun: async ({ store, params }) =>
    explainRun(store, found(await store.pages.run(params.run), 'run', params.run)),
} satisfies Partial<Handlers>
