import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { syncFolder } from './syncFolder.ts'

/**
 * Lines of JSON in a file beside a store, which outlive it: whoever restores a backup finds there what was accepted since. A line is on disk
 * before the commit that it belongs to. One that a crash tore is no line, for its commit never came; the next begins with a line break of its
 * own. A store in memory outlives nothing, and has no file.
 */
export class BesideStore<Line extends object> {
  readonly #file: string | undefined

  /** @param database  the store's file */
  constructor(database: string, name: string) {
    this.#file = database === ':memory:' ? undefined : join(dirname(database), name)
  }

  add(lines: readonly Line[]): void {
    if (!this.#file || lines.length === 0) return
    const isNew = !existsSync(this.#file)
    appendFileSync(this.#file, lines.map(textOf).join(''), { mode: 0o600, flush: true })
    if (isNew) syncFolder(dirname(this.#file))
  }

  read(): Line[] {
    if (!this.#file || !existsSync(this.#file)) return []
    return readFileSync(this.#file, 'utf8')
      .split('\n')
      .flatMap(lineIn<Line>)
  }

  /** What `change` gives for a line takes its place; as it was it stands nowhere afterwards. */
  change(change: (line: Line) => Line): void {
    const lines = this.read()
    const changed = lines.map(change)
    if (!this.#file || changed.every((line, index) => line === lines[index])) return
    const draft = `${this.#file}.part`
    writeFileSync(draft, changed.map(textOf).join(''), { mode: 0o600, flush: true })
    renameSync(draft, this.#file)
    syncFolder(dirname(this.#file))
  }
}

const textOf = (line: object): string => `\n${JSON.stringify(line)}`

function lineIn<Line>(text: string): Line[] {
  try {
    return text === '' ? [] : [JSON.parse(text) as Line]
  } catch {
    return []
  }
}
