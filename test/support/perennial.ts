import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SettingName } from '../../runtime/config.ts'
import { serverProgram } from './built.ts'

/** A Perennial as people run it: a process of its own, with a port and a folder that nobody else has. */
export interface Perennial {
  readonly url: string
  /** The data folder, which `stop` removes. */
  readonly data: string
  /** What the process said so far, on both outputs. */
  said(): string
  /** Asks the API as the editor does. Throws with the body when the answer is not 2xx. */
  ask<Answer>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  stop(): Promise<void>
}

/** Starts the real process and returns once it is ready. What it is not told, it does not take from this environment. */
export async function startPerennial(settings: Partial<Record<SettingName, string>> = {}): Promise<Perennial> {
  const port = await freePort()
  const data = mkdtempSync(join(tmpdir(), 'perennial-'))
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [serverProgram()], {
    env: { ...environment(), PERENNIAL_PORT: String(port), PERENNIAL_DATA: data, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keep = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout.on('data', keep)
  child.stderr.on('data', keep)
  const remove = () => rmSync(data, { recursive: true, force: true })
  try {
    await answersReady(url, child)
  } catch (error) {
    await stopped(child)
    remove()
    throw new Error(`Perennial did not become ready at ${url}. It said:\n${output}`, { cause: error })
  }
  return {
    url,
    data,
    said: () => output,
    async ask(method, path, body, headers) {
      const answer = await fetch(url + path, {
        method,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path} was answered with ${answer.status}: ${text}`)
      return JSON.parse(text)
    },
    async stop() {
      await stopped(child)
      remove()
    },
  }
}

/** Everything but the settings of a Perennial that the tester may have. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PERENNIAL_')))
}

async function answersReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + 30_000
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`The process ended with code ${child.exitCode}.`)
    const ready = await fetch(`${url}/ready`).catch(() => undefined)
    if (ready?.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('GET /ready was not answered with 200 within 30 s.')
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const patience = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(patience)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('The system gave no port.')
  return address.port
}
