import { createHash, randomBytes } from 'node:crypto'
import type { SourceKind } from '../../shared/event.ts'
import { limits } from '../../shared/limits.ts'
import type { Engine } from '../engine.ts'
import type { Pages } from '../storage/pages.ts'

export interface KnownSource {
  readonly id: string
  readonly kind: SourceKind
}

export type ListedSource = Awaited<ReturnType<Pages['sources']>>['items'][number]

/** Write keys and the sources that they belong to, kept in memory: each request of ingest asks. */
export class Sources {
  readonly #byKey = new Map<string, KnownSource>()

  add({ key, id, kind }: KnownSource & { readonly key: string }): void {
    this.#byKey.set(digest(key), { id, kind })
  }

  revoke(id: string): void {
    for (const [key, source] of this.#byKey) if (source.id === id) this.#byKey.delete(key)
  }

  /** The source of a key that was not revoked. Looked up by its digest, so that time tells nothing about a key. */
  of(key: string): KnownSource | undefined {
    return this.#byKey.get(digest(key))
  }
}

const digest = (key: string) => createHash('sha256').update(key).digest('base64')

/** A store has a key of each kind from its first start. */
export async function bornWithSources(engine: Engine, pages: Pick<Pages, 'sources'>): Promise<void> {
  if ((await sourcesOf(pages)).length > 0) return
  for (const [kind, name] of [
    ['server', 'Server'],
    ['browser', 'Website'],
  ] as const)
    await engine.control({ do: 'createSource', id: kind, name, kind, key: newKey(kind) })
}

/** Every source, however many pages they fill. */
export async function sourcesOf(pages: Pick<Pages, 'sources'>): Promise<ListedSource[]> {
  const all: ListedSource[] = []
  let after: string | undefined
  do {
    const { items, next } = await pages.sources({ limit: limits.pageItems, after })
    all.push(...items)
    after = next ?? undefined
  } while (after !== undefined)
  return all
}

/** A write key that tells what it is for, and that no command line takes for an option. */
export const newKey = (kind: keyof typeof keyPrefixes): string =>
  keyPrefixes[kind] + randomBytes(24).toString('base64url')

const keyPrefixes = { browser: 'pk_', server: 'sk_' } as const
