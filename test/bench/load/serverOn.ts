import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { serverProgram } from '../../support/built.ts'
import { cpuOf } from './cpuTime.ts'

/** The real server on the store in this file's folder, in a process of its own. */
export const perennial = (file: string) =>
  started(serverProgram(), [], {
    PERENNIAL_DATA: dirname(file),
    PERENNIAL_PORT: '0',
  })

/** A server in a process of its own; its first line names its address. */
export async function started(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = spawn(process.execPath, [file, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const ended = once(child, 'exit')
  for await (const line of createInterface({ input: child.stdout })) {
    const port = /http:\/\/[^\s]*:(\d+)/.exec(line)?.[1]
    if (!port) continue
    child.stdout.resume()
    return {
      port: Number(port),
      /** Megabytes of memory that it holds. */
      memory: () => memoryOf(child.pid!),
      /** Seconds of processor time that it has taken, all threads. */
      cpu: () => cpuOf(child.pid!),
      async stop() {
        child.kill('SIGTERM')
        await ended
      },
    }
  }
  throw new Error(`${file} ended before it listened`)
}

const memoryOf = (process: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024
