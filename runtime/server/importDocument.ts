import type { z } from 'zod'
import type { ImportResult } from '../../shared/api/models/importResult.ts'
import { canonical } from '../../shared/canonical.ts'
import { limits } from '../../shared/limits.ts'
import { parseWorkflow } from '../../shared/parse.ts'
import { pointer } from '../../shared/pointer.ts'
import { Refusal } from '../../shared/problem.ts'
import type { SegmentDefinition } from '../../shared/segment.ts'
import type { Workflow } from '../../shared/workflow.ts'
import type { MailWorker } from '../deliver/mail/worker.ts'
import type { SegmentChange } from '../storage/control.ts'
import { changed } from './api/changed.ts'
import { changesOf, namesIn } from './changesOf.ts'
import { problemsOfSegment } from './lookingBack.ts'
import { problemsOfDraft } from './problemsOfDraft.ts'
import { sentences } from './sentences.ts'
import type { Store } from './store.ts'
import { worldOf } from './world.ts'

export interface Import {
  readonly document: unknown
  readonly how: 'preview' | 'replace' | 'copy'
  readonly segments?: 'keep' | 'replace' | undefined
}

interface Carried {
  readonly id: string
  readonly title: string
  readonly definition: SegmentDefinition
  readonly state: 'new' | 'same' | 'differs'
}

/**
 * Takes a workflow file in as a draft. The segments that it carries come with it; one that differs from ours is asked about.
 * Says first what would change, and publishes nothing.
 */
export async function importDocument(
  store: Store,
  worker: MailWorker,
  { document, how, segments }: Import,
): Promise<z.infer<typeof ImportResult>> {
  const parsed = parseWorkflow(document)
  if (!parsed.workflow) throw new Refusal(parsed.problems, 422)
  const world = await worldOf(store)
  const id = how === 'copy' ? await freeId(store, parsed.workflow.id) : parsed.workflow.id
  const present = await store.pages.workflow(id)
  const draft = present && (JSON.parse(present.document) as Record<string, unknown>)
  // An older file does not take back ids that were given since (rule 25).
  const nextId = Math.max(parsed.workflow.nextId, Number.isSafeInteger(draft?.nextId) ? Number(draft?.nextId) : 0)
  const workflow: Workflow = { ...parsed.workflow, id, nextId }
  const text = canonical(workflow)
  const differences = draft ? changesOf(draft, workflow, await namesIn(store)) : []
  const carried = Object.entries(workflow.segments ?? {}).map(([segment, definition]): Carried => {
    const ours = Object.hasOwn(world.segments, segment) ? world.segments[segment] : undefined
    const state = !ours ? 'new' : JSON.stringify(ours) === JSON.stringify(definition) ? 'same' : 'differs'
    return { id: segment, title: definition.title, definition, state }
  })
  const count = Object.keys(world.segments).length + carried.filter(({ state }) => state === 'new').length
  if (count > limits.segments) {
    const params = { limit: limits.segments, came: count }
    throw new Refusal([{ code: 'tooMany', severity: 'error', path: '/segments', params }], 422)
  }
  const judged = await problemsOfDraft(
    workflow,
    { ...world, segments: { ...world.segments, ...workflow.segments } },
    worker,
  )
  const result = {
    id,
    title: workflow.title,
    exists: present !== null,
    identical: draft !== null && canonical(draft) === text,
    problems: sentences(judged.problems),
    segments: carried.map(({ id, title, state }) => ({ id, title, state })),
    differences,
  }
  const undecided = carried.filter(({ state }) => state === 'differs')
  if (how === 'preview') return { ...result, imported: null }
  if (undecided.length > 0 && segments === undefined)
    throw new Refusal(
      undecided.map((segment) => ({ code: 'segmentDiffers', severity: 'error', params: { segment: segment.title } })),
      409,
    )
  const taken = carried.filter(({ state }) => state === 'new' || (state === 'differs' && segments === 'replace'))
  const problems = taken.flatMap(({ id, definition }) =>
    problemsOfSegment(definition, store.settings().retention).map((problem) => ({
      ...problem,
      path: `${pointer(['segments', id])}${problem.path}`,
    })),
  )
  if (problems.length > 0) throw new Refusal(problems, 422)
  const { title } = workflow
  const saved = await store.control({
    do: 'saveDraft',
    workflow: id,
    title,
    document: text,
    revision: present?.revision ?? null,
    segments: await Promise.all(taken.map((segment) => changeOf(store, segment))),
  })
  return { ...result, imported: changed(saved, id) }
}

async function changeOf(store: Store, { id, definition, state }: Carried): Promise<SegmentChange> {
  if (state === 'new') return { segment: id, definition, revision: null }
  const { now } = await store.engine.standing()
  const revision = (await store.pages.segment(id, now))?.segment.revision ?? null
  return { segment: id, definition, revision }
}

/** The id itself, else with the first number that no workflow has. */
export async function freeId(store: Store, wanted: string): Promise<string> {
  for (let n = 1; ; n++) {
    const ending = n === 1 ? '' : `-${n}`
    const id = `${wanted.slice(0, 64 - ending.length).replace(/-+$/, '')}${ending}`
    if (!(await store.pages.workflow(id))) return id
  }
}
