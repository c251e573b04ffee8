/**
 * The four points of a send at which a process can be killed:
 *
 * - `admitted`: the event that leads to it was acknowledged; nothing has begun
 * - `begun`:    the receiver sees its beginning, and has not got it
 * - `received`: the receiver has it, and has not said so
 * - `answered`: the receiver has just said so
 */
export const sendPoints = ['admitted', 'begun', 'received', 'answered'] as const
export type SendPoint = (typeof sendPoints)[number]

/** Tells whoever waits for it, at once, that a send has come to a point. */
export class Moments {
  readonly #waiting = new Map<SendPoint, () => void>()

  reached(point: SendPoint): void {
    const tell = this.#waiting.get(point)
    this.#waiting.delete(point)
    tell?.()
  }

  /** Calls `act` in the very moment in which the next send comes to the point; rejects when none does for long. */
  at<Result>(point: SendPoint, milliseconds: number, act: () => Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const giveUp = setTimeout(() => {
        this.#waiting.delete(point)
        reject(new Error(`No send was ${point} within ${milliseconds} ms.`))
      }, milliseconds)
      this.#waiting.set(point, () => {
        clearTimeout(giveUp)
        act().then(resolve, reject)
      })
    })
  }
}
