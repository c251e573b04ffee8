import { setTimeout } from 'node:timers/promises'
import { type RouteName, type RouteOf, routes } from '../../shared/api/index.ts'
import type { ResponseOf, Route } from '../../shared/api/route.ts'
import { type Problem, Refusal } from '../../shared/problem.ts'
import { cliWords } from '../../shared/words/en.ts'
import type { Config } from '../config.ts'
import { type Address, readAddress } from '../server/address.ts'
import { handlers } from '../server/api/index.ts'
import { invoke, storeHeader } from '../server/bind.ts'
import { startServer } from '../server/server.ts'

export interface Input {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
}

const mostTries = 300

/** The store of the data folder, however it is reached: the same calls, the same answers. */
export interface Connection {
  call<Name extends RouteName>(name: Name, input?: Input): Promise<ResponseOf<RouteOf<Name>>>
  close(): Promise<void>
}

/** Speaks to the process that holds the folder, if one answers; else opens the folder for as long as the command takes. */
export async function connect(config: Config): Promise<Connection> {
  const url = await urlOf(config)
  if (url !== undefined) return connectTo(url)
  const died = (error: Error) => {
    console.error(cliWords.died(config.data, error.message))
    process.exit(1)
  }
  const server = await startServer({
    config: { ...config, smtpUrl: null },
    report: died as never,
    died,
  })
  return {
    call: (name, input) => invoke(server, handlers, name, input),
    close: () => server.close(),
  }
}

/** Where the process that holds the folder answers, if one does. */
export async function urlOf({ data }: Config): Promise<string | undefined> {
  const address = readAddress(data)
  return address && (await answers(address)) ? address.url : undefined
}

async function answers({ url, instance }: Address): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })
    return ((await response.json()) as { instance?: unknown }).instance === instance
  } catch {
    return false
  }
}

export function connectTo(url: string): Connection {
  return {
    async call(name, { params = {}, query = {}, body } = {}) {
      const route: Route = routes[name]
      const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params[key] ?? ''))
      const search = new URLSearchParams(query).toString()
      const response = await patiently(`${url}${path}${search ? `?${search}` : ''}`, {
        method: route.method,
        headers: { 'content-type': 'application/json', [storeHeader]: 'own' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.ok) return JSON.parse(text)
      throw refusalOf(response.status, text)
    },
    close: async () => {},
  }
}

/** What came when too much was waiting was not taken, and comes again. */
async function patiently(url: string, request: RequestInit): Promise<Response> {
  for (let tries = 1; ; tries++) {
    const response = await fetch(url, request)
    if (response.status !== 429 || tries === mostTries) return response
    await setTimeout(1_000 * Number(response.headers.get('retry-after') ?? 1))
  }
}

function refusalOf(status: number, text: string): Error {
  try {
    const { problems, title } = JSON.parse(text) as { problems?: Problem[]; title?: string }
    return problems && problems.length > 0 ? new Refusal(problems, status) : new Error(title)
  } catch {
    return new Error(`${cliWords.busy}${status} ${text.slice(0, 200)}`)
  }
}
