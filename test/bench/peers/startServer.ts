import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Server } from './peers.ts'

/** A server listens on a socket in a folder of its own: no port to find, nobody else reaches it, and for the peer cheaper than TCP. */
export interface Programs {
  readonly program: string
  readonly args: readonly string[]
  /** What it prints when it can be used. */
  readonly ready: RegExp
  readonly stopBy: 'SIGTERM' | 'SIGINT'
  readonly as?: Owner
}

/** Whose process it is, where it may not be root's. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

export async function startServer(folder: string, { program, args, ready, stopBy, as }: Programs): Promise<Server> {
  // A group of its own: Ctrl-C in a terminal reaches us, and we stop it.
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], detached: true, ...as })
  const ended = once(child, 'close')
  const said: string[] = []
  const stop = async () => {
    child.kill(stopBy)
    const patience = setTimeout(() => child.kill('SIGKILL'), 20_000)
    await ended
    clearTimeout(patience)
    rmSync(folder, { recursive: true, force: true })
  }
  const isReady = new Promise<boolean>((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        if (said.length < 100) said.push(line)
        if (ready.test(line)) resolve(true)
      })
    ended.then(
      () => resolve(false),
      () => resolve(false),
    )
  })
  if (await isReady) return { socket: folder, pid: child.pid!, stop }
  rmSync(folder, { recursive: true, force: true })
  throw new Error(`${program} ended before it could be used:\n${said.join('\n')}`)
}

/** A new folder that the server's process may write in. */
export function folderFor(as?: Owner): string {
  const folder = mkdtempSync(join(tmpdir(), 'perennial-peer-'))
  if (as) chownSync(folder, as.uid, as.gid)
  return folder
}

/** Where a program is installed, on PATH or in one of these folders. */
export function installed(program: string, folders: readonly string[] = []): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), ...folders]
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))
}

/** Root hands a server that refuses to be root's to its own user, or to nobody. */
export function ownerOtherThanRoot(user: string): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  const idOf = (name: string, which: '-u' | '-g') =>
    Number(execFileSync('id', [which, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const name of [user, 'nobody'])
    try {
      return { uid: idOf(name, '-u'), gid: idOf(name, '-g') }
    } catch {}
  throw new Error(`this server must not run as root, and there is neither a user ${user} nor nobody`)
}

/** Folders of a versioned installation, the newest first. */
export const versionsIn = (folder: string, inside: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => join(folder, version, inside))
    : []
