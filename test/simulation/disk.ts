import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { openSqlite, type SqliteStorage } from '../../runtime/storage/sqlite/openSqlite.ts'

const memory = '/dev/shm'
const besideStore = ['withdrawals.jsonl', 'erased.jsonl']

/**
 * The disk under a store: what a process that is gone leaves behind is what had been written to the file and its write-ahead log, and no
 * more. Each opening is a folder of its own, so that a process that is gone can't write to it any more.
 */
export class Disk {
  readonly #folder = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'perennial-simulation-'))
  readonly #clock: 'wall' | 'data'
  #opened = 0
  #backups = 0
  #storage: SqliteStorage | undefined

  constructor(clock: 'wall' | 'data') {
    this.#clock = clock
  }

  /** Opens what is on disk. Of a write in the middle of which the process ended only `share` had reached it. */
  open(written?: { readonly before: number; readonly share: number }): SqliteStorage {
    return this.#openAnew((before) => {
      for (const end of ['', '-wal']) if (existsSync(before + end)) copyFileSync(before + end, this.#file + end)
      if (written) tear(`${this.#file}-wal`, written)
    })
  }

  /** Opens a backup in the store's place. */
  restore(backup: string): SqliteStorage {
    return this.#openAnew(() => copyFileSync(backup, this.#file))
  }

  /** A name for the next backup. */
  newBackup(): string {
    return join(this.#folder, `backup-${this.#backups++}.db`)
  }

  /** How much is in the write-ahead log. */
  get written(): number {
    return sizeOf(`${this.#file}-wal`)
  }

  remove(): void {
    const closed = this.#storage?.close() ?? Promise.resolve()
    void closed.finally(() => rmSync(this.#folder, { recursive: true }))
  }

  /** In a new folder, with what is beside the store. */
  #openAnew(bring: (before: string) => void): SqliteStorage {
    const before = this.#file
    this.#opened++
    mkdirSync(join(this.#folder, String(this.#opened)))
    if (this.#storage) {
      const folder = dirname(before)
      for (const name of besideStore)
        if (existsSync(join(folder, name))) copyFileSync(join(folder, name), join(dirname(this.#file), name))
      bring(before)
      // The whole disk may be gone by then.
      void this.#storage.close().finally(() => rmSync(folder, { recursive: true, force: true }))
    }
    this.#storage = openSqlite({ file: this.#file, clock: this.#clock })
    return this.#storage
  }

  get #file(): string {
    return join(this.#folder, String(this.#opened), 'perennial.db')
  }
}

/** A page with its header, as the write-ahead log holds it. */
const frame = 4096 + 24

/** Cuts what was written last: as often its end alone, where the commit stands, as anywhere. */
function tear(file: string, { before, share }: { readonly before: number; readonly share: number }): void {
  const after = sizeOf(file)
  const kept = share < 0.5 ? (after - before) * share * 2 : after - before - frame * (1 + Math.floor((share - 0.5) * 4))
  if (after > before) truncateSync(file, before + Math.max(0, Math.floor(kept)))
}

const sizeOf = (file: string): number => (existsSync(file) ? statSync(file).size : 0)
