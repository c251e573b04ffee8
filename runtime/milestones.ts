import type { Clock } from './clock.ts'

interface Watch {
  readonly position: number
  readonly done: () => void
}

/** Those who wait until the fold has reached a position, for as long as they say. */
export class Milestones {
  readonly #clock: Clock
  readonly #position: () => number
  readonly #watching = new Set<Watch>()

  constructor(clock: Clock, position: () => number) {
    this.#clock = clock
    this.#position = position
  }

  /** How many entries the fold is behind the position then; 0: it got there. */
  reached(position: number, milliseconds: number): Promise<number> {
    return new Promise((resolve) => {
      const watch: Watch = { position, done: () => finish() }
      const finish = () => {
        giveUp()
        this.#watching.delete(watch)
        resolve(Math.max(0, position - this.#position()))
      }
      const giveUp = this.#clock.wake(this.#clock.now() + milliseconds, finish)
      this.#watching.add(watch)
    })
  }

  pass(position: number): void {
    for (const watch of this.#watching) if (watch.position <= position) watch.done()
  }
}
