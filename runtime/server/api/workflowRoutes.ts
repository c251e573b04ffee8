import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { canonical } from '../../../shared/canonical.ts'
import { limits } from '../../../shared/limits.ts'
import { isError, Refusal } from '../../../shared/problem.ts'
import { slugOf } from '../../../shared/segment.ts'
import { format, type Workflow } from '../../../shared/workflow.ts'
import type { Handlers } from '../bind.ts'
import { freeId, importDocument } from '../importDocument.ts'
import { problemsOfDraft } from '../problemsOfDraft.ts'
import { problemsOfMail } from '../problemsOfMail.ts'
import { publish } from '../publish.ts'
import { segmentsNamed } from '../segmentsNamed.ts'
import { sentences } from '../sentences.ts'
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

  async previewPublish({ store, server, params }) {
    const draft = found(await store.pages.workflow(params.workflow), 'workflow', params.workflow)
    const document = parsed(draft.document)
    const { workflow, problems } = await problemsOfDraft(document, await worldOf(store), server.mail)
    const [versions, live] = await Promise.all([
      store.pages.versions(params.workflow, { limit: limits.pageItems }),
      draft.version === null ? null : store.pages.version(params.workflow, draft.version),
    ])
    const before = live ? parsed(live.document) : {}
    return {
      version: Math.max(0, ...versions.items.map(({ version }) => version)) + 1,
      problems: sentences([...problems, ...problemsOfMail(store, workflow)]),
      ...nodesChanged(before, document),
      settingsChanged: live !== null && JSON.stringify(before.settings) !== JSON.stringify(document.settings),
      inside: versions.items.reduce((sum, { active }) => sum + active, 0),
    }
  },

  async publish({ store, server, params, body }) {
    return changed(await publish(store, server.mail, params.workflow, body.revision), params.workflow)
  },

  async setWorkflowState({ store, params, body }) {
    const { workflow } = params
    return changed(await store.control({ do: 'setWorkflowState', workflow, state: body.state }), workflow)
  },

  async listVersions({ store, params, query }) {
    found(await store.pages.workflow(params.workflow), 'workflow', params.workflow)
    const { items, next } = await store.pages.versions(params.workflow, query)
    return { items: [...items], next }
  },

  async readVersion({ store, params }) {
    const version = /^[1-9]\d{0,8}$/.test(params.version) ? Number(params.version) : -1
    return parsed(found(await store.pages.version(params.workflow, version), 'version', params.version).document)
  },

  async readStats({ store, params }) {
    return found(await store.pages.stats(params.workflow), 'workflow', params.workflow)
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

function nodesChanged(before: Document, after: Document): { added: string[]; removed: string[]; changed: string[] } {
  const old = nodesById(before)
  const now = nodesById(after)
  return {
    added: [...now.keys()].filter((id) => !old.has(id)),
    removed: [...old.keys()].filter((id) => !now.has(id)),
    changed: [...now].filter(([id, text]) => old.has(id) && old.get(id) !== text).map(([id]) => id),
  }
}

// Where a node lies on the canvas changes nothing of what it does.
function nodesById(document: Document): Map<string, string> {
  const nodes = Array.isArray(document.nodes) ? (document.nodes as Document[]) : []
  return new Map(nodes.map(({ position: _, note: __, ...node }) => [String(node.id), JSON.stringify(node)]))
}
