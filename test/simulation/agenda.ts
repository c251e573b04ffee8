import type { Clock } from '../../runtime/clock.ts'

interface Planned {
  readonly at: number
  readonly order: number
  readonly act: () => void
}

/** What is to happen at which instant of the virtual time, in the order of planning where instants are equal. */
export class Agenda {
  now: number
  #planned: Planned[] = []
  #order = 0

  constructor(now: number) {
    this.now = now
  }

  plan(at: number, act: () => void): () => void {
    const planned = { at: Math.max(at, this.now), order: this.#order++, act }
    const place = this.#planned.findIndex((other) => other.at > planned.at)
    this.#planned.splice(place < 0 ? this.#planned.length : place, 0, planned)
    return () => {
      this.#planned = this.#planned.filter((other) => other !== planned)
    }
  }

  get next(): number {
    return this.#planned[0]?.at ?? Number.POSITIVE_INFINITY
  }

  /** Everything up to an instant happens. */
  reach(at: number): void {
    this.now = Math.max(this.now, at)
    for (let next = this.#planned[0]; next && next.at <= this.now; next = this.#planned[0]) {
      this.#planned.shift()
      next.act()
    }
  }
}

/** A process's clock. Its wake-ups are heard when time has come so far; they are no reason for time to come so far. */
export class ProcessClock implements Clock {
  readonly #agenda: Agenda
  #wakes: { at: number; callback: () => void }[] = []

  constructor(agenda: Agenda) {
    this.#agenda = agenda
  }

  now(): number {
    return this.#agenda.now
  }

  elapsed(): number {
    return this.#agenda.now
  }

  wake(at: number, callback: () => void): () => void {
    const wake = { at, callback }
    this.#wakes.push(wake)
    return () => {
      this.#wakes = this.#wakes.filter((other) => other !== wake)
    }
  }

  ring(): void {
    const due = this.#wakes.filter(({ at }) => at <= this.#agenda.now).sort((a, b) => a.at - b.at)
    this.#wakes = this.#wakes.filter(({ at }) => at > this.#agenda.now)
    for (const { callback } of due) callback()
  }
}
