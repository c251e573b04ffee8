import { limits } from '../../../shared/limits.ts'
import { Refusal } from '../../../shared/problem.ts'
import { type SegmentDefinition, slugOf } from '../../../shared/segment.ts'
import type { Handlers } from '../bind.ts'
import { problemsOfSegment } from '../lookingBack.ts'
import { previewAudience } from '../previewAudience.ts'
import { segmentsNamed } from '../segmentsNamed.ts'
import type { Store } from '../store.ts'
import { worldOf } from '../world.ts'
import { changed, changedUnderFreeId, found } from './changed.ts'

/** Segments, and how many a condition would find. */
export const segmentRoutes = {
  previewAudience: ({ store, body }) => previewAudience(store, body.when),

  async listSegments({ store, query }) {
    const [{ items, next }, users] = await Promise.all([store.pages.segments(query), workflowsBySegment(store)])
    return { items: items.map((segment) => ({ ...segment, workflows: users.get(segment.id) ?? [] })), next }
  },

  async createSegment({ store, body }) {
    refuseBeyondRetention(store, body)
    const freeId = async () => {
      const { segments } = await store.pages.vocabulary()
      const came = segments.length
      if (came >= limits.segments)
        throw new Refusal([{ code: 'tooMany', severity: 'error', params: { limit: limits.segments, came } }], 422)
      return free(slugOf(body.title), new Set(segments.map(({ id }) => id)))
    }
    return changedUnderFreeId(freeId, (segment) =>
      store.control({ do: 'saveSegment', segment, definition: body, revision: null }),
    )
  },

  async readSegment({ store, params }) {
    const { now } = await store.engine.standing()
    const page = found(await store.pages.segment(params.segment, now), 'segment', params.segment)
    const users = await workflowsBySegment(store)
    return {
      ...page,
      sample: [...page.sample],
      segment: { ...page.segment, workflows: users.get(params.segment) ?? [] },
    }
  },

  async saveSegment({ store, params, body, ifMatch }) {
    const { segment } = params
    refuseBeyondRetention(store, body)
    const result = await store.control({ do: 'saveSegment', segment, definition: body, revision: ifMatch })
    return changed(result, segment, body)
  },

  async deleteSegment({ store, params }) {
    const { segment } = params
    const users = (await workflowsBySegment(store)).get(segment) ?? []
    if (users.length > 0)
      throw new Refusal([{ code: 'segmentNamed', severity: 'error', params: { segment, workflows: users } }], 409)
    const segments = await titlesNaming(store, segment)
    if (segments.length > 0)
      throw new Refusal([{ code: 'segmentOfSegment', severity: 'error', params: { segment, segments } }], 409)
    const result = await store.control({ do: 'deleteSegment', segment })
    return changed(result, segment)
  },
} satisfies Partial<Handlers>

function refuseBeyondRetention(store: Store, definition: SegmentDefinition): void {
  const problems = problemsOfSegment(definition, store.settings().retention)
  if (problems.length > 0) throw new Refusal(problems, 422)
}

function free(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted
  for (let n = 2; ; n++) {
    const ending = `-${n}`
    const id = `${wanted.slice(0, limits.idLength - ending.length).replace(/-+$/, '')}${ending}`
    if (!taken.has(id)) return id
  }
}

/** Which workflows name a segment: by their drafts, and by the versions that people are in. */
async function workflowsBySegment(store: Store): Promise<Map<string, string[]>> {
  const { now } = await store.engine.standing()
  const found = new Map<string, string[]>()
  let after: string | undefined
  do {
    const { items, next } = await store.pages.workflows({ limit: limits.pageItems, after, now })
    for (const { id, document, version } of items) {
      const published = version === null ? [] : await documentsOut(store, id, version)
      const named = segmentsNamed([document, ...published].map((text) => JSON.parse(text)))
      for (const segment of named) found.set(segment, [...(found.get(segment) ?? []), id])
    }
    after = next ?? undefined
  } while (after !== undefined)
  return found
}

/** The segments in whose definition another stands, by their titles. */
async function titlesNaming(store: Store, segment: string): Promise<string[]> {
  const { segments = {} } = await worldOf(store)
  return Object.entries(segments)
    .filter(([id, { when }]) => id !== segment && segmentsNamed(when).has(segment))
    .map(([, { title }]) => title)
}

/** The version that is out, and older ones that people are in. */
async function documentsOut(store: Store, workflow: string, version: number): Promise<string[]> {
  const inside = (await store.pages.inside(workflow)).map((line) => line.version)
  const out = [...new Set([version, ...inside])].map((each) => store.pages.version(workflow, each))
  return (await Promise.all(out)).flatMap((published) => published?.document ?? [])
}
