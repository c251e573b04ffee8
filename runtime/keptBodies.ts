import { propertiesOf } from '../shared/event.ts'
import { Missing } from './turn.ts'

const most = {
  /** At the end of a batch the latest stay, so many and together of so many characters: others are read back when somebody asks. */
  latestBodies: 10_000,
  latestCharacters: 16_000_000,
  /** With more the batch ends: a third for the latest, one for what it foresees, and one for what turns bring and ask for. */
  bodies: 30_000,
  characters: 48_000_000,
}
export type MostBodies = Partial<typeof most>

interface Body {
  readonly name: string
  readonly body: string
}

/** What events said, as far as somebody has read it. */
export class KeptBodies {
  /** By log number, in the order in which they came; `null` where storage has none. */
  private readonly bodies = new Map<number, Body | null>()
  private readonly parsed = new Map<number, Readonly<Record<string, unknown>>>()
  private characters = 0
  private readonly most: typeof most

  constructor(bounds: MostBodies = {}) {
    this.most = { ...most, ...bounds }
  }

  has(seq: number): boolean {
    return this.bodies.has(seq)
  }

  /** It was read, and storage had none. */
  isGone(seq: number): boolean {
    return this.bodies.get(seq) === null
  }

  set(seq: number, body: Body | null): void {
    if (this.bodies.has(seq)) this.drop(seq)
    this.bodies.set(seq, body)
    this.characters += sizeOf(body)
  }

  name(seq: number): string {
    return this.body(seq).name
  }

  properties(seq: number): Readonly<Record<string, unknown>> {
    let properties = this.parsed.get(seq)
    if (!properties) {
      properties = propertiesOf(this.body(seq).body)
      this.parsed.set(seq, properties)
    }
    return properties
  }

  private body(seq: number): Body {
    const body = this.bodies.get(seq)
    if (body === undefined) throw new Missing({ bodies: [seq] })
    if (body === null) throw new Error(`Entry ${seq} is gone from storage.`)
    return body
  }

  /** More may be read ahead. */
  get hasRoomAhead(): boolean {
    return !this.isBeyond(2 / 3)
  }

  /** So much is in memory that the batch should end, for nobody knows before which of them its turns need. */
  get isFull(): boolean {
    return this.isBeyond(1)
  }

  private isBeyond(share: number): boolean {
    const { bodies, characters } = this.most
    return this.bodies.size > share * bodies || this.characters > share * characters
  }

  /** All but the latest are forgotten. */
  keepLatest(): void {
    const { latestBodies, latestCharacters } = this.most
    for (const seq of this.bodies.keys()) {
      if (this.bodies.size <= latestBodies && this.characters <= latestCharacters) return
      this.drop(seq)
    }
  }

  clear(): void {
    this.bodies.clear()
    this.parsed.clear()
    this.characters = 0
  }

  private drop(seq: number): void {
    this.characters -= sizeOf(this.bodies.get(seq))
    this.bodies.delete(seq)
    this.parsed.delete(seq)
  }
}

const sizeOf = (body: Body | null | undefined): number => body?.body.length ?? 0
