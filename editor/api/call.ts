import { shownHeader } from '../../shared/api/headers.ts'
import { type RouteName, type RouteOf, routes } from '../../shared/api/index.ts'
import { ProblemDocument } from '../../shared/api/models/problem.ts'
import type { Status } from '../../shared/api/models/status.ts'
import type { BodyOf, PathParameters, QueryInput, ResponseOf, Route } from '../../shared/api/route.ts'
import { words } from '../../shared/words/editor.ts'
import { ApiError } from './ApiError.ts'
import { shownStore } from './shownStore.ts'

type Wanted<Key extends string, Value> = keyof Value extends never
  ? { readonly [K in Key]?: Value }
  : { readonly [K in Key]: Value }
type Optional<Key extends string, Value> = { readonly [K in Key]?: Partial<Value> }

/** What a route needs beside its name. Only what it names can be given. */
export type Input<Name extends RouteName> = Wanted<'params', PathParameters<RouteOf<Name>>> &
  Optional<'query', QueryInput<RouteOf<Name>>> &
  (BodyOf<RouteOf<Name>> extends undefined ? { readonly body?: undefined } : { readonly body: BodyOf<RouteOf<Name>> }) &
  (RouteOf<Name> extends { ifMatch: true } ? { readonly ifMatch: number } : { readonly ifMatch?: undefined }) & {
    readonly signal?: AbortSignal
    /** The store that a change is meant for, where it may outlive the page; otherwise the one shown. */
    readonly store?: Status['store'] | undefined
  }

/** Nothing has to be given for routes without parameters and body. */
export type Arguments<Name extends RouteName> =
  Record<never, never> extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>]

export type Answer<Name extends RouteName> = ResponseOf<RouteOf<Name>>

interface AnyInput {
  readonly params?: Readonly<Record<string, string>>
  readonly query?: Readonly<Record<string, unknown>>
  readonly body?: unknown
  readonly ifMatch?: number
  readonly signal?: AbortSignal
  readonly store?: Status['store'] | undefined
}

/**
 * Calls a route of the API by its name and gives its answer, parsed by the route's own schema. Throws an ApiError.
 *
 * @example await call('saveDraft', { params: { workflow: 'welcome' }, body: document, ifMatch: 12 })
 */
export async function call<Name extends RouteName>(name: Name, ...[input]: Arguments<Name>): Promise<Answer<Name>> {
  const route: Route = routes[name]
  const given = (input ?? {}) as AnyInput
  const response = await send(route, given)
  const text = await response.text()
  const json = text ? parsed(text) : undefined
  if (!response.ok) throw refusal(response, json)
  const answer = route.response.safeParse(json)
  if (!answer.success)
    throw new ApiError({
      status: response.status,
      title: words.errors.unexpectedAnswer,
      detail: `${route.method} ${route.path}: ${answer.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join(', ')}`,
    })
  return answer.data as Answer<Name>
}

async function send(
  route: Route,
  { params, query, body, ifMatch, signal, store = shownStore() }: AnyInput,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' }
  // Changes need a JSON body, also where there is nothing to say: a plain form of another site can't send one.
  if (route.method !== 'GET') headers['content-type'] = 'application/json'
  if (route.method !== 'GET' && store) headers[shownHeader] = store
  if (ifMatch !== undefined) headers['if-match'] = `"${ifMatch}"`
  try {
    return await fetch(address(route.path, params, query), {
      method: route.method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError({ status: 0, title: words.errors.noAnswer, cause })
  }
}

function address(path: string, params: AnyInput['params'], query: AnyInput['query']): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''))
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(name, String(value))
  return search.size ? `${filled}?${search}` : filled
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function refusal(response: Response, json: unknown): ApiError {
  const problem = ProblemDocument.safeParse(json)
  if (problem.success) return new ApiError({ ...problem.data, status: response.status, document: json } as never)
  return new ApiError({ status: response.status, title: words.errors.status(response.status), document: json })
}
