import type { Appended } from '../../../runtime/commit/entry.ts'
import { indexOf, type World } from './said.ts'

/** Of many batches one: where in `sends` it begins, and its place among those that were under way at once. */
export interface Batch {
  readonly from: number
  readonly sends: Int32Array
}

interface Place {
  readonly life: number
  readonly round: number
  readonly batch: Batch
}

/** Which answer each send got, and whether it was the right one: accepted the first time, a duplicate of that ever after (rule 2). */
export class Answers {
  /** The log number of each event, by its index; 0: never acknowledged. */
  readonly seqs: Float64Array
  readonly wrong: string[] = []
  /** Duplicates by where the first was: in the same batch, in one that was under way at once, later, in another process. */
  readonly duplicates = { inBatch: 0, atOnce: 0, later: 0, afterRestart: 0 }
  conflicts = 0
  /** Said again for want of an answer, and accepted the first time. */
  recovered = 0
  readonly #reworded: ReadonlySet<number>
  readonly #isLost: Uint8Array
  readonly #lives: Int32Array
  readonly #rounds: Int32Array
  readonly #batches: Int32Array

  constructor(world: World) {
    this.#reworded = world.keptReworded
    this.seqs = new Float64Array(world.events)
    this.#isLost = new Uint8Array(world.events)
    this.#lives = new Int32Array(world.events)
    this.#rounds = new Int32Array(world.events)
    this.#batches = new Int32Array(world.events)
  }

  /** The process is gone, and nobody knows what became of it. */
  lose({ sends }: Batch): void {
    for (const send of sends) this.#isLost[indexOf(send)] = 1
  }

  take(answers: readonly Appended[], place: Place): void {
    for (const [at, answer] of answers.entries()) {
      const index = indexOf(place.batch.sends[at] as number)
      const wrong =
        'erased' in answer
          ? 'refused as about somebody erased'
          : 'entry' in answer
            ? this.#accepted(index, answer.entry.seq)
            : this.#duplicate(index, answer, at, place)
      if (wrong) this.wrong.push(`send ${place.batch.from + at}, event ${index}: ${wrong}`)
      if ('entry' in answer) this.#remember(index, place)
    }
  }

  #accepted(index: number, seq: number): string | undefined {
    const known = this.seqs[index]
    this.seqs[index] = seq
    return known ? `accepted as ${seq}, and before as ${known}` : undefined
  }

  #duplicate(
    index: number,
    { duplicateOf, conflict }: Extract<Appended, { duplicateOf: number }>,
    at: number,
    place: Place,
  ): string | undefined {
    const isReworded = (place.batch.sends[at] as number) < 0
    if (conflict !== (isReworded !== this.#reworded.has(index))) return conflict ? 'a conflict' : 'no conflict'
    if (conflict) this.conflicts++
    const known = this.seqs[index]
    if (known) {
      this.duplicates[this.#distance(index, place)]++
      return duplicateOf === known ? undefined : `a duplicate of ${duplicateOf}, not of ${known}`
    }
    this.seqs[index] = duplicateOf
    this.#remember(index, { ...place, life: place.life - 1 })
    this.recovered++
    return this.#isLost[index] ? undefined : `a duplicate of ${duplicateOf}, and nobody said it before`
  }

  #remember(index: number, { life, round, batch }: Place): void {
    this.#lives[index] = life
    this.#rounds[index] = round
    this.#batches[index] = batch.from
  }

  #distance(index: number, { life, round, batch }: Place): keyof Answers['duplicates'] {
    if (this.#lives[index] !== life) return 'afterRestart'
    if (this.#rounds[index] !== round) return 'later'
    return this.#batches[index] === batch.from ? 'inBatch' : 'atOnce'
  }
}
