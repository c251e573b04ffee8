import type { z } from 'zod'

/**
 * One route of the editor's API, as data: the server binds it, the editor calls it, the OpenAPI document lists it.
 *
 * Errors are problem+json (RFC 9457) with `problems`. A change answers with `position`, the log number that a later read may name as
 * `?position=` to see it: it waits two seconds for that, and says in `x-perennial-behind` what is missing then. Lists take `limit` and
 * `after` and answer `{ items, next }`. Instants are RFC 3339 text in UTC; ids are text.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Parameters as OpenAPI writes them: `/api/workflows/{workflow}`. */
  readonly path: string
  readonly summary: string
  readonly tag: string
  readonly query?: z.ZodType
  readonly body?: z.ZodType
  readonly response: z.ZodType
  /** Saving a draft sends the revision that it began with as `If-Match`; 412 answers with both documents. */
  readonly ifMatch?: true
}

export const route = <const R extends Route>(definition: R): R => definition

type Parameters<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Parameters<Rest>
  : never

export type PathParameters<R extends Route> = { readonly [Name in Parameters<R['path']>]: string }
export type QueryOf<R extends Route> = R extends { query: infer Q extends z.ZodType }
  ? z.output<Q>
  : Record<never, never>
export type QueryInput<R extends Route> = R extends { query: infer Q extends z.ZodType }
  ? z.input<Q>
  : Record<never, never>
export type BodyOf<R extends Route> = R extends { body: infer B extends z.ZodType } ? z.output<B> : undefined
export type ResponseOf<R extends Route> = z.output<R['response']>
