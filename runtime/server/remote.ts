import type { MessagePort, Worker } from 'node:worker_threads'
import { type Problem, Refusal } from '../../shared/problem.ts'
import { Overloaded } from '../overloaded.ts'
import { Conflict, DiskFull } from '../storage/port.ts'

/**
 * Calls of another thread's functions. An error keeps its class on the way, because its class says what to do next.
 */
type Port = Pick<MessagePort | Worker, 'postMessage' | 'on'>
type Transfer = readonly ArrayBuffer[]

interface Question {
  readonly id: number
  readonly verb: string
  readonly given: readonly unknown[]
}
type Answer = { readonly id: number; readonly value: unknown } | { readonly id: number; readonly error: Carried }

interface Carried {
  readonly name: string
  readonly message: string
  readonly stack?: string | undefined
  readonly problems?: readonly Problem[]
  readonly status?: number
}

type Verbs = { readonly [verb: string]: (...given: never[]) => unknown }

/** Answers questions with the verbs, until the port closes. */
export function answer(port: Port, verbs: Verbs): void {
  port.on('message', async ({ id, verb, given }: Question) => {
    try {
      const value = await (verbs[verb] as (...given: readonly unknown[]) => unknown)(...given)
      port.postMessage({ id, value } satisfies Answer)
    } catch (error) {
      port.postMessage({ id, error: carried(error) } satisfies Answer)
    }
  })
}

export interface Remote {
  ask(verb: string, given: readonly unknown[], transfer?: Transfer): Promise<unknown>
  /** Questions without an answer yet. */
  waiting(): number
}

/** Asks the thread at the other end. What it says unasked goes to `heard`; when it dies, every question is refused. */
export function remoteOf(worker: Worker, heard: (message: unknown) => void, died: (error: Error) => void): Remote {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let last = 0
  let end: Error | undefined
  const close = (error: Error) => {
    if (end) return
    end = error
    for (const question of waiting.values()) question.reject(error)
    waiting.clear()
    died(error)
  }
  worker.on('message', (message: Answer | { readonly heard: unknown }) => {
    if ('heard' in message) return heard(message.heard)
    const question = waiting.get(message.id)
    waiting.delete(message.id)
    if ('error' in message) question?.reject(revived(message.error))
    else question?.resolve(message.value)
  })
  worker.on('error', (error) => close(revived(carried(error))))
  worker.on('exit', () => close(new Error('The thread has ended.')))
  return {
    waiting: () => waiting.size,
    ask: (verb, given, transfer = []) =>
      new Promise((resolve, reject) => {
        if (end) return reject(end)
        const id = ++last
        waiting.set(id, { resolve, reject })
        worker.postMessage({ id, verb, given } satisfies Question, [...transfer])
      }),
  }
}

/** What a thread says of trouble that nobody asked about. */
export interface Trouble {
  readonly trouble: Carried
}

/** Hears of a thread's trouble from now on, also before its first word. */
export function hearTrouble(worker: Worker, report: (error: Error) => void): void {
  worker.on('message', ({ heard }: { readonly heard?: Partial<Trouble> }) => {
    if (heard?.trouble) report(revived(heard.trouble))
  })
}

/** The first word of a thread: it is ready, with what it has to tell at once, or why it is not. */
export type FirstWord<Told = true> = { readonly ready: Told } | { readonly failed: Carried }

export function firstWord<Told = true>(worker: Worker): Promise<Told> {
  return new Promise((resolve, reject) => {
    const listenNoMore = () => worker.off('message', hear).off('error', fail).off('exit', ended)
    const fail = (error: Error) => {
      listenNoMore()
      reject(error)
    }
    // A store that a crash left behind has commits to tell of before it is ready; nobody has seen anything that they change.
    const hear = (word: FirstWord<Told> | { readonly heard: unknown }) => {
      if ('heard' in word) return
      if ('failed' in word) return fail(revived(word.failed))
      listenNoMore()
      resolve(word.ready)
    }
    const ended = () => fail(new Error('The thread ended before it was ready.'))
    worker.on('message', hear).on('error', fail).on('exit', ended)
  })
}

export function carried(error: unknown): Carried {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) }
  const { name, message, stack } = error
  return error instanceof Refusal
    ? { name, message, stack, problems: error.problems, status: error.status }
    : { name, message, stack }
}

const classes: { readonly [name: string]: new (message: string) => Error } = { Conflict, DiskFull, Overloaded }

function revived({ name, message, stack, problems, status }: Carried): Error {
  if (problems) return new Refusal(problems, status)
  const error = new (classes[name] ?? Error)(message)
  if (!classes[name]) error.name = name
  if (stack) error.stack = stack
  return error
}
