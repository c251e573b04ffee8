import type { Express, Request, Response } from 'express'
import { behindHeader, shownHeader } from '../../shared/api/headers.ts'
import { type RouteName, type RouteOf, routes } from '../../shared/api/index.ts'
import type { BodyOf, PathParameters, QueryOf, ResponseOf, Route } from '../../shared/api/route.ts'
import { limits } from '../../shared/limits.ts'
import { problemsOf } from '../../shared/parse.ts'
import { parseDocument } from '../../shared/parseDocument.ts'
import { type Problem, Refusal } from '../../shared/problem.ts'
import { sendProblem } from './problemDocument.ts'
import { readBody } from './readBody.ts'
import type { Server } from './server.ts'
import type { Store } from './store.ts'

/** A request to a route of the API, parsed by the route's own schemas. */
export interface CallOf<Name extends RouteName> {
  readonly params: PathParameters<RouteOf<Name>>
  readonly query: QueryOf<RouteOf<Name>>
  readonly body: BodyOf<RouteOf<Name>>
  /** The revision that the caller began with; only where the route asks for it. */
  readonly ifMatch: number
  /** So many entries up to the position that was named are not folded yet. */
  readonly behind: number
  /** The store that is open: one's own, or the demo's. */
  readonly store: Store
  readonly server: Server
}

export type Handler<Name extends RouteName> = (
  call: CallOf<Name>,
) => Promise<ResponseOf<RouteOf<Name>>> | ResponseOf<RouteOf<Name>>
export type Handlers = { readonly [Name in RouteName]: Handler<Name> }

/** An answer other than the route's own: the stale save's 412 carries both documents. */
export class Declined extends Refusal {
  readonly also: object
  constructor(status: number, problems: readonly Problem[], also: object = {}) {
    super(problems, status)
    this.also = also
  }
}

/** The command line means its own store, whatever the editor shows. */
export const storeHeader = 'x-perennial-store'

/** How long a read waits for the change that it names. */
const longestWait = 2_000

export function bind(app: Express, handlers: Handlers, server: Server): void {
  for (const [name, route] of Object.entries(routes) as [RouteName, Route][]) {
    const handler = handlers[name] as (call: unknown) => Promise<unknown>
    app[verbs[route.method]](pathOf(route), async (request: Request, response: Response) => {
      const call = await callOf(route, request, server)
      const value = await handler(call)
      if (call.behind > 0) response.set(behindHeader, String(call.behind))
      response.set('cache-control', 'no-store').json(value)
    })
  }
  for (const [path, allowed] of methodsByPath())
    app.all(path, (request, response) => {
      request.resume()
      sendProblem(response, 405, [], { allow: allowed.join(', ') })
    })
}

const pathOf = (route: Route): string => route.path.replace(/\{(\w+)\}/g, ':$1')

function methodsByPath(): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const route of Object.values(routes) as Route[])
    found.set(pathOf(route), [...(found.get(pathOf(route)) ?? []), route.method])
  return found
}

/** A route's handler without HTTP, for the command line when nobody serves the folder: the same schemas, the same answers. */
export async function invoke<Name extends RouteName>(
  server: Server,
  handlers: Handlers,
  name: Name,
  { params = {}, query = {}, body }: { params?: object; query?: object; body?: unknown } = {},
): Promise<ResponseOf<RouteOf<Name>>> {
  const route: Route = routes[name]
  const problems: Problem[] = []
  const given = {
    params,
    query: route.query ? judged(route.query, query, '?', problems) : {},
    body: route.body ? judged(route.body, body, '', problems) : undefined,
    ifMatch: 0,
    behind: 0,
    store: server.store('own'),
    server,
  }
  if (problems.length > 0) throw new Refusal(problems)
  return (await (handlers[name] as (call: unknown) => unknown)(given)) as ResponseOf<RouteOf<Name>>
}

const verbs = { GET: 'get', POST: 'post', PUT: 'put', DELETE: 'delete' } as const

async function callOf(route: Route, request: Request, server: Server): Promise<CallOf<RouteName>> {
  const store = server.store(request.headers[storeHeader] === 'own' ? 'own' : undefined)
  const problems: Problem[] = []
  const query = route.query ? judged(route.query, request.query, '?', problems) : {}
  // A DELETE says all in its address; its body, if any, is not read.
  const body = route.body ? judged(route.body, await jsonOf(request), '', problems) : undefined
  const ifMatch = route.ifMatch ? revisionOf(request, problems) : 0
  if (route.method !== 'GET') mustShow(store, request)
  if (problems.length > 0) throw new Refusal(problems, problems.some(({ code }) => code === 'noIfMatch') ? 428 : 400)
  const { position } = query as { position?: number }
  const behind = position === undefined ? 0 : await store.engine.reached(position, longestWait)
  return { params: request.params, query, body, ifMatch, behind, store, server } as unknown as CallOf<RouteName>
}

/** Both stores may have a workflow of the same id and revision, so a page's change could fit the store that it was not meant for. */
function mustShow({ kind }: Store, request: Request): void {
  const shown = request.headers[shownHeader]
  if (shown === undefined || shown === kind) return
  throw new Refusal([{ code: 'otherStore', severity: 'error', params: { open: kind } }], 409)
}

function judged(schema: NonNullable<Route['query']>, input: unknown, at: string, problems: Problem[]): unknown {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  for (const problem of problemsOf(parsed.error, input))
    problems.push({ ...problem, path: `${at}${problem.path ?? ''}` })
  return undefined
}

async function jsonOf(request: Request): Promise<unknown> {
  const bytes = await readBody(request, limits.workflowBytes)
  const text = decoded(bytes)
  const { value, problems } = parseDocument(text)
  if (problems.length > 0) throw new Refusal(problems, problems.some(({ code }) => code === 'tooLarge') ? 413 : 400)
  return value
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new Refusal([{ code: 'notUnicode', severity: 'error', path: '' }])
  }
}

/** `If-Match: "12"`, with or without the quotes. */
function revisionOf(request: Request, problems: Problem[]): number {
  const came = request.headers['if-match']
  const found = /^(?:W\/)?("?)(\d{1,15})\1$/.exec(came ?? '')
  if (found) return Number(found[2])
  problems.push(
    came === undefined
      ? { code: 'noIfMatch', severity: 'error' }
      : { code: 'wrongIfMatch', severity: 'error', params: { came } },
  )
  return 0
}
