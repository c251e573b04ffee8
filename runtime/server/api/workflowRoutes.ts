import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../../../shared/canonical.ts'
import { isError, Refusal } from '../../../shared/problem.ts'
import { slugOf } from '../../../shared/segment.ts'
import { format, type Workflow } from '../../../shared/workflow.ts'
import { positionOf } from '../../commit/entry.ts'
import type { Handlers } from '../bind.ts'
import { changesOf, namesIn } from '../changesOf.ts'
import { whoeverIs } from '../decideConsent.ts'
import { freeId, importDocument } from '../importDocument.ts'
import { pathFigures } from '../pathFigures.ts'
import { previewMove } from '../peopleInside.ts'
import { previewPublish } from '../previewPublish.ts'
import { problemsOfDraft } from '../problemsOfDraft.ts'
import { publish } from '../publish.ts'
import { runsMoveOf } from '../runsMove.ts'
import { segmentsNamed } from '../segmentsNamed.ts'
import { sentences } from '../sentences.ts'
import { previewStart, requestTriggerOf, startAudience } from '../startAudience.ts'
import { surestName } from '../surestName.ts'
import { worldOf } from '../world.ts'
import { changed, changedUnderFreeId, found } from './changed.ts'
import { titleOfDraft } from './draft.ts'

type Document = Record<string, unknown>
const parsed = (text: string) => JSON.parse(text) as Document

/** Workflows: drafts, publishing, versions, files. */
export const workflowRoutes = {
  async listWorkflows({ store, server, query }) {
    const { now } = await store.engine.standing()
    const [{ items, next }, world] = await Promise.all([store.pages.workflows({ ...query, now }), worldOf(store)])
    const listed = items.map(async ({ document, ...line }) => {
      const { problems } = await problemsOfDraft(parsed(document), world, server.mail)
      return { ...line, errors: problems.filter(isError).length }
    })
    return { items: await Promise.all(listed), next }
  },

  async createWorkflow({ store, body }) {
    const given = 'title' in body ? emptyWorkflow(body.title) : body.document
    const title = titleOfDraft(given)
    const wanted = typeof given.id === 'string' ? slugOf(given.id) : slugOf(title)
    return changedUnderFreeId(
      () => freeId(store, wanted),
      (workflow) => {
        const document = canonical({ ...given, id: workflow })
        return store.control({ do: 'saveDraft', workflow, title, document, revision: null })
      },
    )
  },

  async readWorkflow({ store, server, params }) {
    const draft = found(await store.pages.workflow(params.workflow), 'workflow', params.workflow)
    const { title: _, ...detail } = draft
    const document = parsed(draft.document)
    const { problems } = await problemsOfDraft(document, await worldOf(store), server.mail)
    return { ...detail, document, problems: sentences(problems) }
  },

  async saveDraft({ store, params, body, ifMatch }) {
    const { workflow } = params
    const title = titleOfDraft(body)
    if (body.id !== workflow)
      throw new Refusal([{ code: 'otherId', severity: 'error', path: '/id', params: { expected: workflow } }], 422)
    const document = canonical(body)
    const saved = await store.control({ do: 'saveDraft', workflow, title, document, revision: ifMatch })
    return changed(saved, workflow, body)
  },

  async deleteDraft({ store, params }) {
    return changed(await store.control({ do: 'deleteDraft', workflow: params.workflow }), params.workflow)
  },

  previewPublish: ({ store, server, params, query }) =>
    previewPublish(store, server.mail, params.workflow, query.version),

  async publish({ store, server, params, body }) {
    return changed(await publish(store, server.mail, params.workflow, body), params.workflow)
  },

  async setWorkflowState({ store, params, body }) {
    const { workflow } = params
    const { state, overdue } = body
    const choice = overdue && { overdue }
    return changed(await store.control({ do: 'setWorkflowState', workflow, state, ...choice }), workflow)
  },

  previewMove: ({ store, params }) => previewMove(store, params.workflow),

  async moveRuns({ store, params, body }) {
    const { workflow } = params
    const { version } = body
    const text = found(await store.pages.version(workflow, version), 'version', `${version}`)
    const { move, problems } = runsMoveOf(body.move, parsed(text.document) as unknown as Workflow)
    if (problems.length > 0) throw new Refusal(problems, 422)
    return changed(await store.control({ do: 'moveRuns', workflow, version, move }), workflow)
  },

  async startWorkflow({ store, params, body }) {
    const { workflow } = params
    const { properties } = await requestTriggerOf(store, workflow, body.properties)
    const customer = found(await store.pages.customer(body.customer), 'customer', body.customer)
    const { identities } = await whoeverIs(store.pages, customer)
    const identity = found(surestName(identities), 'customer', body.customer)
    const [appended] = await store.engine.append([
      {
        ...(body.messageId !== undefined && { id: `start:${body.messageId}` }),
        payload: { type: 'start', workflow, identity, properties },
      },
    ])
    return { position: positionOf(appended) }
  },

  previewStart: ({ store, params, body }) => previewStart(store, params.workflow, body),

  startAudience: ({ store, params, body }) => startAudience(store, params.workflow, body),

  async listVersions({ store, params, query }) {
    found(await store.pages.workflow(params.workflow), 'workflow', params.workflow)
    const [{ items, next }, names] = await Promise.all([store.pages.versions(params.workflow, query), namesIn(store)])
    const listed = items.map(({ document, before, ...line }) => ({
      ...line,
      differences: before === null ? [] : changesOf(parsed(before), parsed(document), names),
    }))
    return { items: listed, next }
  },

  async readVersion({ store, params }) {
    const version = /^[1-9]\d{0,8}$/.test(params.version) ? Number(params.version) : -1
    return parsed(found(await store.pages.version(params.workflow, version), 'version', params.version).document)
  },

  async readStats({ store, params }) {
    return found(await store.pages.stats(params.workflow), 'workflow', params.workflow)
  },

  async listPathFigures({ store, params }) {
    return { items: await pathFigures(store, params.workflow), next: null }
  },

  async exportWorkflow({ store, params }) {
    const draft = found(await store.pages.workflow(params.workflow), 'workflow', params.workflow)
    const document = parsed(draft.document)
    const { segments } = await worldOf(store)
    const named = [...segmentsNamed(document, segments)].filter((id) => Object.hasOwn(segments, id)).sort()
    const carried = Object.fromEntries(named.map((id) => [id, segments[id]!]))
    const { segments: _, ...rest } = document
    const whole = named.length > 0 ? { ...rest, segments: carried } : rest
    return parsed(canonical(whole)) as unknown as Workflow
  },

  importWorkflow: ({ store, server, body }) => importDocument(store, server.mail, body),

  async checkDocument({ store, server, body }) {
    const { problems } = await problemsOfDraft(body, await worldOf(store), server.mail)
    return { problems: sentences(problems) }
  },

  async listTemplates() {
    const folders = (await readdir(examples, { withFileTypes: true }).catch(() => [])).filter((entry) =>
      entry.isDirectory(),
    )
    const read = (folder: string, file: string) => readFile(join(examples, folder, file), 'utf8').catch(() => undefined)
    const templates = await Promise.all(
      folders.map(async ({ name }) => {
        const [text, readme] = await Promise.all([read(name, 'workflow.json'), read(name, 'README.md')])
        if (text === undefined) return []
        const document = parsed(text)
        const { title, description } = document as { title?: string; description?: string }
        return [{ id: name, title: title ?? name, description: description ?? '', document, readme: readme ?? '' }]
      }),
    )
    return { items: templates.flat().sort((a, b) => a.id.localeCompare(b.id, 'en')), next: null }
  },
} satisfies Partial<Handlers>

const examples = join(import.meta.dirname, '..', '..', '..', 'examples')

const emptyWorkflow = (title: string): Document => ({
  format,
  id: slugOf(title),
  title,
  nextId: 1,
  settings: { reentry: { rule: 'afterEnd' } },
  nodes: [],
})
