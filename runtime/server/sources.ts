import { createHash } from 'node:crypto'
import type { SourceKind } from '../../shared/event.ts'

export interface KnownSource {
  readonly id: string
  readonly kind: SourceKind
}

export interface ListedSource extends KnownSource {
  readonly key: string
  readonly revokedAt: string | null
}

/** Write keys and the sources that they belong to, kept in memory: each request of ingest asks. */
export class Sources {
  #byKey = new Map<string, KnownSource>()

  refresh(sources: readonly ListedSource[]): void {
    const open = sources.filter(({ revokedAt }) => revokedAt === null)
    this.#byKey = new Map(open.map(({ key, id, kind }) => [digest(key), { id, kind }]))
  }

  /** The source of a key that was not revoked. Looked up by its digest, so that time tells nothing about a key. */
  of(key: string): KnownSource | undefined {
    return this.#byKey.get(digest(key))
  }
}

const digest = (key: string) => createHash('sha256').update(key).digest('base64')
