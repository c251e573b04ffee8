import { parentPort } from 'node:worker_threads'
import { compileMail } from './compileMail.ts'
import { renderJson, renderMail } from './renderMail.ts'

/** What the mail thread can be asked for. Templates are other people's programs, so they run here and nowhere else. */
const jobs = { compileMail, renderMail, renderJson }

export type Jobs = typeof jobs
export type JobName = keyof Jobs
export interface Job {
  readonly name: JobName
  readonly input: unknown
}
export type Answer =
  | { readonly value: unknown }
  | { readonly error: { readonly name: string; readonly message: string } }

if (parentPort) {
  const port = parentPort
  // One after another, so that the one who waits knows which job hangs.
  let last: Promise<void> = Promise.resolve()
  port.on('message', (job: Job) => {
    last = last.then(async () => port.postMessage(await answer(job)))
  })
}

async function answer({ name, input }: Job): Promise<Answer> {
  try {
    return { value: await (jobs[name] as (input: unknown) => unknown)(input) }
  } catch (error) {
    const { name: kind, message } = error as Error
    return { error: { name: kind, message } }
  }
}
