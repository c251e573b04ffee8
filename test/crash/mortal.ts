import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { SettingName } from '../../runtime/config.ts'
import { serverProgram } from '../support/built.ts'

const patience = 30_000

/**
 * A Perennial that can be killed and started again on its folder.
 *
 * - dead: at first, and after `kill` or `stop`.
 * - starting: entered by `start`; `ready` resolves with the milliseconds that it took, or with `undefined` when it was killed before.
 * - ready: `/ready` has answered 200.
 */
export class Mortal {
  readonly #settings: Partial<Record<SettingName, string>>
  #url = ''
  #child: ChildProcess | undefined
  #said = ''
  ready: Promise<number | undefined> = Promise.resolve(undefined)

  constructor(settings: Partial<Record<SettingName, string>>) {
    this.#settings = settings
  }

  /** Where it listens, from the first readiness on: the port stays the same. */
  get url(): string {
    return this.#url
  }

  /** What the last process said, on both outputs. */
  get said(): string {
    return this.#said
  }

  start(): void {
    const program = serverProgram()
    const began = performance.now()
    const child = spawn(process.execPath, [program], {
      env: { ...environment(), ...this.#settings, PERENNIAL_PORT: this.#url === '' ? '0' : new URL(this.#url).port },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#said = ''
    const keep = (chunk: Buffer) => {
      this.#said += chunk.toString()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    this.#child = child
    this.ready = this.#untilReady(child, began)
    // Whoever asks is told; nobody has to.
    this.ready.catch(() => {})
  }

  async kill(): Promise<void> {
    await this.#end('SIGKILL')
  }

  /** Asks it to stop, and expects that it does so in order. */
  async stop(): Promise<void> {
    const code = await this.#end('SIGTERM')
    if (code !== 0) throw new Error(`Perennial ended with ${code} when it was asked to stop. It said:\n${this.#said}`)
  }

  async #end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.#child
    this.#child = undefined
    if (!child) return 0
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`Perennial ended by itself with ${child.exitCode ?? child.signalCode}. It said:\n${this.#said}`)
    const gone = once(child, 'exit')
    child.kill(signal)
    const [code] = await gone
    return code as number | null
  }

  async #untilReady(child: ChildProcess, began: number): Promise<number | undefined> {
    while (performance.now() - began < patience) {
      if (child !== this.#child) return undefined
      if (child.exitCode !== null)
        throw new Error(`Perennial ended with ${child.exitCode} while starting. It said:\n${this.#said}`)
      // It says its address when it listens; asking before would only take time from it.
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(this.#said)?.[0]
      const answer = url === undefined ? undefined : await fetch(`${url}/ready`).catch(() => undefined)
      if (url !== undefined && answer?.status === 200) {
        this.#url = url
        return performance.now() - began
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    throw new Error(`GET /ready was not answered with 200 within ${patience} ms. It said:\n${this.#said}`)
  }
}

/** Everything but the settings of a Perennial that the tester may have. */
function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PERENNIAL_')))
}
