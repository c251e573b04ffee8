import type { z } from 'zod'
import type { DkimKey } from '../../../shared/api/models/settings.ts'
import { limits } from '../../../shared/limits.ts'
import { Refusal } from '../../../shared/problem.ts'
import { slugOf } from '../../../shared/segment.ts'
import { signsMail } from '../../deliver/channels/email.ts'
import type { Handlers } from '../bind.ts'
import { keepItems } from '../keepItems.ts'
import { lookingFurtherBack } from '../lookingBack.ts'
import { previewRetention } from '../previewRetention.ts'
import { sentences } from '../sentences.ts'
import { newKey, sourcesOf } from '../sources.ts'
import type { Store } from '../store.ts'
import { changed, changedUnderFreeId, found } from './changed.ts'

/** Sources and their keys, settings, refused events. */
export const settingsRoutes = {
  async listSources({ store }) {
    return { items: await sourcesOf(store.pages), next: null }
  },

  async createSource({ store, body }) {
    const wanted = slugOf(body.name).slice(0, limits.idLength - 8)
    const freeId = async () => {
      const taken = new Set((await sourcesOf(store.pages)).map(({ id }) => id))
      let id = wanted
      for (let n = 2; taken.has(id); n++) id = `${wanted}-${n}`
      return id
    }
    const { id = '' } = await changedUnderFreeId(freeId, (id) =>
      store.control({ do: 'createSource', id, name: body.name, kind: body.kind, key: newKey(body.kind) }),
    )
    const made = (await sourcesOf(store.pages)).find((source) => source.id === id)
    return found(made, 'source', id)
  },

  async revokeSource({ store, params }) {
    return changed(await store.control({ do: 'revokeSource', id: params.source }), params.source)
  },

  readSettings: ({ store }) => store.settings(),

  async saveSettings({ store, body }) {
    const { retention } = body
    const isOther = JSON.stringify(retention) !== JSON.stringify(store.settings().retention)
    const problems = isOther ? await lookingFurtherBack(store, retention) : []
    if (problems.length > 0) throw new Refusal(problems.slice(0, limits.problems), 422)
    return changed(await store.control({ do: 'saveSettings', settings: body }))
  },

  readRetention: ({ store }) => store.pages.retention(),

  previewRetention: ({ store, body }) => previewRetention(store, body),

  readDkimKey: ({ store }) => dkimKeyOf(store),

  saveDkimKey({ store, body }) {
    if (body.dkimKey === null) store.dkimKey.remove()
    else {
      const problems = store.dkimKey.save(body.dkimKey)
      if (problems.length > 0) throw new Refusal(problems)
    }
    return dkimKeyOf(store)
  },

  async makeDkimKey({ store }) {
    if (!(await store.dkimKey.make())) throw new Refusal([{ code: 'dkimKeyExists', severity: 'error' }], 409)
    return dkimKeyOf(store)
  },

  async listRefused({ store, query }) {
    const { items, next } = await store.pages.refused(query)
    return { items: items.map((event) => ({ ...event, problems: sentences(event.problems) })), next }
  },

  async replayRefused({ store, params, body }) {
    const id = numberOf(params.refused)
    const event = found(await store.pages.refusedEvent(id), 'refused', params.refused)
    const kind = (await sourcesOf(store.pages)).find((source) => source.id === event.source)?.kind ?? 'import'
    const { refused, position } = await keepItems(store, [body.body], {
      source: event.source,
      kind,
      call: event.historical ? 'import' : 'batch',
      // In a store whose time is that of its events nothing says when by the machine's clock.
      ...(store.clock === 'wall' && { arrivedAt: Date.parse(event.at) }),
      // Whoever presses twice means one event.
      idOfNameless: `refused-${id}-${event.at}`,
    })
    // It stays as it was until it is mended.
    if (refused[0]) throw new Refusal(refused[0].problems, 422)
    const dropped = changed(await store.control({ do: 'dropRefused', ids: [id] }))
    return { position: Math.max(position, dropped.position), id: params.refused }
  },

  async listParked({ store, query }) {
    const { items, next } = await store.pages.parked(query)
    return { items: [...items], next }
  },

  async foldAgain({ store, params }) {
    return changed(await store.control({ do: 'foldAgain', seq: numberOf(params.parked) }), params.parked)
  },

  async dropRefused({ store, params }) {
    const id = numberOf(params.refused)
    found(await store.pages.refusedEvent(id), 'refused', params.refused)
    return changed(await store.control({ do: 'dropRefused', ids: [id] }), params.refused)
  },

  async loadEvents({ store, body }) {
    const { accepted, duplicates, refused } = await keepItems(store, body.items, {
      source: 'command line',
      kind: 'import',
      call: body.live ? 'batch' : 'import',
      forEver: true,
    })
    return {
      accepted,
      duplicates,
      refused: refused.map(({ index, problems }) => ({ index, problems: sentences(problems) })),
    }
  },
} satisfies Partial<Handlers>

function dkimKeyOf({ dkimKey, settings }: Store): z.infer<typeof DkimKey> {
  const { dkim } = settings()
  const value = signsMail({ dkim }) ? dkimKey.record() : undefined
  return {
    dkimKey: dkimKey.isSet() ? 'set' : 'none',
    record: value === undefined ? null : { name: `${dkim.selector}._domainkey.${dkim.domain}`, value },
  }
}

// Each has one address: 08 is not 8.
const numberOf = (text: string): number => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : -1)
