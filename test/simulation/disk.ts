import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqlite, type SqliteStorage } from '../../runtime/storage/sqlite/openSqlite.ts'

const memory = '/dev/shm'

/**
 * The disk under a store: what a process that is gone leaves behind is what had been written to the file and its write-ahead log, and no
 * more. Each opening is a folder of its own, so that a process that is gone can't write to it any more.
 */
export class Disk {
  readonly #folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'perennial-simulation-'))
  readonly #clock: 'wall' | 'data'
  #opened = 0
  #storage: SqliteStorage | undefined

  constructor(clock: 'wall' | 'data') {
    this.#clock = clock
  }

  /** Opens what is on disk. Of a write in the middle of which the process ended only `share` had reached it. */
  open(written?: { readonly before: number; readonly share: number }): SqliteStorage {
    const before = this.#file
    this.#opened++
    mkdirSync(join(this.#folder, String(this.#opened)))
    if (this.#storage) {
      for (const end of ['', '-wal']) if (existsSync(before + end)) copyFileSync(before + end, this.#file + end)
      if (written) {
        const after = sizeOf(`${this.#file}-wal`)
        if (after > written.before)
          truncateSync(`${this.#file}-wal`, written.before + Math.floor((after - written.before) * written.share))
      }
      void this.#storage.close()
      rmSync(join(before, '..'), { recursive: true })
    }
    this.#storage = openSqlite({ file: this.#file, clock: this.#clock })
    return this.#storage
  }

  /** How much is in the write-ahead log. */
  get written(): number {
    return sizeOf(`${this.#file}-wal`)
  }

  remove(): void {
    void this.#storage?.close()
    rmSync(this.#folder, { recursive: true })
  }

  get #file(): string {
    return join(this.#folder, String(this.#opened), 'perennial.db')
  }
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
