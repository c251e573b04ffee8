import { existsSync, statSync } from 'node:fs'
import { dirname, extname, isAbsolute, join } from 'node:path'
import type { z } from 'zod'
import type { Backup } from '../../shared/api/models/backup.ts'
import { type Problem, Refusal } from '../../shared/problem.ts'
import type { Engine } from '../engine.ts'

type Standing = z.output<typeof Backup>

/**
 * Backups of one store, one after another.
 *
 * - none:    nobody asked for one since the store was opened.
 * - running: by `start`; how far it is, `standing` says.
 * - done, failed: how the last one ended.
 */
export class Backups {
  readonly #engine: Engine
  readonly #folder: string
  #last: Standing = none

  /** @param folder  what names that are not absolute are in */
  constructor(engine: Engine, folder: string) {
    this.#engine = engine
    this.#folder = folder
  }

  start(name: string): Standing {
    if (this.#last.state === 'running') throw new Refusal([problem('backupRuns', { file: this.#last.file ?? '' })], 409)
    const file = isAbsolute(name) ? name : join(this.#folder, name)
    const problems = problemsOf(file)
    if (problems.length > 0)
      throw new Refusal(problems, problems.some(({ code }) => code === 'backupExists') ? 409 : 400)
    this.#last = { ...none, state: 'running', file }
    this.#engine.backUp(file).then(
      ({ bytes, last, at }) => {
        this.#last = { ...this.#last, state: 'done', bytes, position: last, at: new Date(at).toISOString() }
      },
      (error: Error) => {
        this.#last = { ...this.#last, state: 'failed', why: error.message }
      },
    )
    return this.#last
  }

  async standing(): Promise<Standing> {
    if (this.#last.state !== 'running') return this.#last
    return { ...this.#last, ...(await this.#engine.backingUp()) }
  }
}

const none: Standing = {
  state: 'none',
  file: null,
  copied: 0,
  pages: 0,
  bytes: null,
  position: null,
  at: null,
  why: null,
}

/** A database and nothing else is written, and never over what is there: whoever may ask may not write just anything anywhere. */
function problemsOf(file: string): Problem[] {
  if (extname(file) !== '.db' || file.includes('\0')) return [problem('backupName', { came: file })]
  if (!statSync(dirname(file), { throwIfNoEntry: false })?.isDirectory())
    return [problem('backupFolder', { folder: dirname(file) })]
  return existsSync(file) ? [problem('backupExists', { file })] : []
}

const problem = (code: string, params: NonNullable<Problem['params']>): Problem => ({
  code,
  severity: 'error',
  path: '/file',
  params,
})
