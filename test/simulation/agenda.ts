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

/** The machine's clock, which people and programs may set. */
export class WallClock {
  readonly #agenda: Agenda
  #ahead = 0
  #latest = 0
  #furthest = 0

  constructor(agenda: Agenda) {
    this.#agenda = agenda
  }

  now(): number {
    return this.#agenda.now + this.#ahead
  }

  /** The latest time that it ever told. */
  get latest(): number {
    return Math.max(this.#latest, this.now())
  }

  /** What time somebody may believe it is who goes on counting since it was ahead: so does a process of a clock that is set back. */
  get believable(): number {
    return this.#agenda.now + this.#furthest
  }

  /** When it will tell a time, if nobody sets it. */
  instantOf(time: number): number {
    return time - this.#ahead
  }

  /** @param ahead  milliseconds; below zero, behind */
  set(ahead: number): void {
    this.#latest = this.latest
    this.#ahead = ahead
    this.#furthest = Math.max(this.#furthest, ahead)
  }
}

/**
 * A process's clock. Its wake-ups are heard when time has come so far; they are no reason for time to come so far. Who sets the machine's clock
 * meanwhile changes nothing of when they are heard, as with `setTimeout`.
 */
export class ProcessClock implements Clock {
  readonly #agenda: Agenda
  readonly #wall: WallClock
  #wakes: { at: number; callback: () => void }[] = []

  constructor(agenda: Agenda, wall: WallClock) {
    this.#agenda = agenda
    this.#wall = wall
  }

  now(): number {
    return this.#wall.now()
  }

  elapsed(): number {
    return this.#agenda.now
  }

  wake(at: number, callback: () => void): () => void {
    const wake = { at: this.#wall.instantOf(at), callback }
    this.#wakes.push(wake)
    return () => {
      this.#wakes = this.#wakes.filter((other) => other !== wake)
    }
  }

  ring(): void {
    const { now } = this.#agenda
    const due = this.#wakes.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)
    this.#wakes = this.#wakes.filter(({ at }) => at > now)
    for (const { callback } of due) callback()
  }
}
