import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Measured, Size, Trial } from './trial.ts'

export interface Round {
  readonly limit: Measured
  readonly measured: Measured
}

/** The rounds of a trial: each step runs in a process of its own, each round on a fresh copy of the prepared store. */
export class TrialRounds {
  readonly #trial: Trial
  readonly #size: Size
  readonly #folder = mkdtempSync(join(tmpdir(), 'perennial-bench-'))
  readonly #prepared: string
  #recorded = ''
  #taken = 0

  constructor(trial: Trial, size: Size) {
    this.#trial = trial
    this.#size = size
    this.#prepared = this.#store('prepared')
  }

  /** Answers with how many rows of each table a round writes, where the trial says what is written. */
  async prepare(): Promise<{ readonly [table: string]: number }> {
    await this.#step('prepare', this.#prepared)
    if (!this.#trial.record) return {}
    const store = this.#copy('recorded')
    this.#recorded = join(dirname(store), 'statements.db')
    return (await this.#step('record', store, this.#recorded)) as { readonly [table: string]: number }
  }

  async next(): Promise<Round> {
    const names = [`limit-${this.#taken}`, `round-${this.#taken}`] as const
    this.#taken++
    const limit = (await this.#step('limit', this.#copy(names[0]), this.#recorded)) as Measured
    const measured = (await this.#step('measure', this.#copy(names[1]))) as Measured
    for (const name of names) rmSync(join(this.#folder, name), { recursive: true, force: true })
    return { limit, measured }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #store(name: string): string {
    const own = join(this.#folder, name)
    mkdirSync(own)
    return join(own, 'perennial.db')
  }

  #copy(name: string): string {
    const file = this.#store(name)
    if (existsSync(this.#prepared)) copyFileSync(this.#prepared, file)
    return file
  }

  #step(name: string, ...files: readonly string[]): Promise<unknown> {
    return answerOf(join(import.meta.dirname, 'round.ts'), [name, this.#trial.name, this.#size, ...files])
  }
}

/** What a program of ours prints as its last line, as JSON. */
export async function answerOf(program: string, args: readonly string[], signal?: AbortSignal): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { maxBuffer: 2 ** 24, signal })
  return JSON.parse(stdout.trim().split('\n').at(-1)!)
}
