import type { Pulse, Storage } from './storage/port.ts'

/** After so many processes in a row that ended while they folded an entry, it is the entry's doing. */
export const mostDeaths = 3
/** A process folds at most so many entries in one commit: it died of one of these, or of none. */
const mostSuspects = 1_000

/**
 * What the engine does lest the process die of the same entry for ever (H12).
 *
 * - calm:    entered after a process that stopped in order, and when the suspects are folded
 * - careful: entered after one that did not. Entries that were waiting are folded alone, each written down before; the third death of one
 *            is its last, and the next process parks it
 */
export class Vigil {
  readonly #storage: Pick<Storage, 'beat'>
  readonly #suspectsEnd: number
  #pulse: Pulse
  /** What this process has written down as next. */
  #begun = 0

  constructor(
    storage: Pick<Storage, 'beat'>,
    before: { readonly pulse: Pulse; readonly position: number; readonly last: number },
  ) {
    this.#storage = storage
    this.#pulse = before.pulse
    this.#suspectsEnd = before.pulse.ended ? 0 : Math.min(before.last, before.position + mostSuspects)
  }

  begin(wall: number): Promise<void> {
    return this.#beat({ alive: wall, ended: false, copied: false })
  }

  isCareful(position: number): boolean {
    return position < this.#suspectsEnd
  }

  /**
   * Writes down that this entry is next; false when it has ended so many processes that it must not be folded again. A process that tries
   * again, since the disk was full say, has not ended.
   */
  async mayFold(seq: number): Promise<boolean> {
    if (seq === this.#begun) return true
    const { suspect } = this.#pulse
    const tries = suspect?.seq === seq ? suspect.tries : 0
    if (tries >= mostDeaths) return false
    await this.#beat({ suspect: { seq, tries: tries + 1 } })
    this.#begun = seq
    return true
  }

  /** The entry waits, and nothing has come of it: a process that ends meanwhile did not end by it. */
  async spare(): Promise<void> {
    this.#begun = 0
    if (this.#pulse.suspect) await this.#beat({ suspect: null })
  }

  alive(wall: number): Promise<void> {
    return this.#beat({ alive: wall })
  }

  /** The entry was folded, or parked. */
  async survived(position: number): Promise<void> {
    if (this.#pulse.suspect && !this.isCareful(position)) await this.#beat({ suspect: null })
  }

  end(wall: number): Promise<void> {
    return this.#beat({ alive: wall, ended: true, suspect: null })
  }

  async #beat(change: Partial<Pulse>): Promise<void> {
    const pulse = { ...this.#pulse, ...change }
    await this.#storage.beat(pulse)
    this.#pulse = pulse
  }
}
