import type { NewEntry } from '../../runtime/commit/entry.ts'
import { accept } from '../../runtime/ingest/accept.ts'
import type { Agenda, WallClock } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Host } from './host.ts'
import type { Invariants } from './invariants.ts'
import type { Deed } from './world.ts'

interface Parts {
  readonly host: Host
  readonly clock: 'wall' | 'data'
  readonly agenda: Agenda
  readonly wall: WallClock
  readonly chance: Chance
  readonly invariants: Invariants
  readonly stamp: () => { clock?: number }
  readonly answered: () => void
}

const second = 1000
const minute = 60 * second

/** Programs that send what happened, and send it again until they are answered. */
export class Clients {
  /** Requests that nobody has answered yet. */
  pending = 0
  readonly #parts: Parts

  constructor(parts: Parts) {
    this.#parts = parts
  }

  ask(deed: Deed & { do: 'say' | 'consent' | 'start' }): void {
    if (deed.do === 'say') {
      const entries = this.#entriesOf(deed)
      this.#parts.invariants.said(entries)
      this.#untilAnswered(entries)
    } else if (deed.do === 'consent') {
      const { id, by, is, at } = deed
      const payload = {
        type: 'consent',
        identity: by,
        channel: 'email',
        purpose: 'marketing',
        is,
        source: 'page',
        time: at,
      } as const
      this.#untilAnswered([{ id, payload }])
    } else {
      const { do: _, at, id, ...asked } = deed
      this.#untilAnswered([{ id, payload: { type: 'start', ...asked } }])
    }
  }

  /** What was not answered is sent again under the same ids. */
  #untilAnswered(entries: readonly NewEntry[]): void {
    const { host, agenda, chance, invariants, stamp, answered } = this.#parts
    this.pending++
    const again = () => agenda.plan(agenda.now + chance.between(1, 600) * second, attempt)
    const attempt = () => {
      const { engine } = host
      if (!engine || !host.isUp) return void again()
      let isAnswered = false
      const giveUp = agenda.plan(agenda.now + 10 * minute, () => {
        if (isAnswered) return
        isAnswered = true
        again()
      })
      engine.append(entries.map((entry) => ({ ...entry, ...stamp() }))).then(
        (appended) => {
          if (isAnswered) return
          isAnswered = true
          giveUp()
          this.pending--
          invariants.acknowledged(entries, appended)
          answered()
        },
        () => {
          if (isAnswered) return
          isAnswered = true
          giveUp()
          again()
        },
      )
    }
    attempt()
  }

  #entriesOf({ items, from }: Deed & { do: 'say' }): NewEntry[] {
    const now = this.#parts.wall.now()
    const { accepted, refused } = accept(
      { batch: items },
      {
        call: from === 'import' ? 'import' : 'batch',
        source: from,
        kind: from,
        receivedAt: now,
        now,
        clock: this.#parts.clock,
        newId: () => 'none',
      },
    )
    if (refused.length > 0) throw new Error(`the world says what is refused: ${JSON.stringify(refused[0])}`)
    return accepted.map(({ messageId, ...payload }) => ({ id: messageId, payload: { type: 'event', ...payload } }))
  }
}
