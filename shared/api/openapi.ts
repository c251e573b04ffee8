import { z } from 'zod'
import { IncomingEvent } from '../event.ts'
import { routes } from './index.ts'
import { ProblemDocument } from './models/problem.ts'
import type { Route } from './route.ts'

type Json = Record<string, unknown>

/**
 * The API as OpenAPI 3.1 describes it, made from the routes themselves: what is listed here is what the server binds.
 *
 * @example JSON.stringify(openApi('http://127.0.0.1:4780'))
 */
export function openApi(url: string): Json {
  const schemas: Json = {}
  const paths: Record<string, Json> = {}
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    paths[route.path] ??= {}
    paths[route.path]![route.method.toLowerCase()] = operation(name, route, schemas)
  }
  Object.assign(paths, ingestPaths(schemas))
  return {
    openapi: '3.1.1',
    info: {
      title: 'Perennial',
      version: '0',
      description: 'The API of the editor, and ingest as in the HTTP API of Segment.',
    },
    servers: [{ url }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        writeKey: { type: 'http', scheme: 'basic', description: 'The write key as user name, no password' },
      },
    },
  }
}

function operation(name: string, route: Route, schemas: Json): Json {
  const parameters: Json[] = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  if (route.query) parameters.push(...queryParameters(route.query, schemas))
  if (route.ifMatch)
    parameters.push({
      name: 'If-Match',
      in: 'header',
      required: true,
      description: 'The revision that you began with',
      schema: { type: 'string' },
    })
  return {
    operationId: name,
    tags: [route.tag],
    summary: route.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(route.body ? { requestBody: { required: true, content: json(schemaOf(route.body, 'input', schemas)) } } : {}),
    responses: {
      200: { description: 'Done', content: json(schemaOf(route.response, 'output', schemas)) },
      ...(route.ifMatch ? { 412: problem('Somebody saved meanwhile: `current` is what is there now', schemas) } : {}),
      default: problem('Refused, with all problems', schemas),
    },
  }
}

function queryParameters(query: z.ZodType, schemas: Json): Json[] {
  const { properties = {}, required = [] } = schemaOf(query, 'input', schemas) as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema,
  }))
}

function ingestPaths(schemas: Json): Record<string, Json> {
  const event = schemaOf(IncomingEvent, 'input', schemas)
  const batch = { type: 'object', required: ['batch'], properties: { batch: { type: 'array', items: event } } }
  const answer = {
    type: 'object',
    properties: {
      success: { const: true },
      accepted: { type: 'integer' },
      duplicates: { type: 'integer' },
      refused: {
        type: 'array',
        items: { type: 'object', properties: { index: { type: 'integer' }, problems: { type: 'array' } } },
      },
    },
  }
  const post = (operationId: string, summary: string, schema: unknown) => ({
    post: {
      operationId,
      tags: ['Events'],
      summary,
      security: [{ writeKey: [] }],
      requestBody: { required: true, content: json(schema) },
      responses: {
        200: { description: 'On disk; refused items are listed and kept', content: json(answer) },
        default: problem('Refused whole: nothing was stored', schemas),
      },
    },
  })
  return {
    ...Object.fromEntries(
      ['identify', 'track', 'page', 'screen', 'group', 'alias'].map((call) => [
        `/v1/${call}`,
        post(call, `One ${call} call`, event),
      ]),
    ),
    '/v1/batch': post('batch', 'Up to a thousand calls', batch),
    '/v1/import': post('import', 'Up to a thousand calls of the past: they start no workflows', batch),
  }
}

/** The JSON Schema of a schema; what has an id becomes a component that others refer to. */
function schemaOf(schema: z.ZodType, io: 'input' | 'output', schemas: Json): unknown {
  const {
    $schema: _,
    $defs,
    ...made
  } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' }) as Json
  const local = ($defs ?? {}) as Json
  const renamed = (value: unknown) =>
    JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/')) as unknown
  for (const [name, definition] of Object.entries(local)) schemas[name] ??= renamed(definition)
  const { id } = made as { id?: unknown }
  if (typeof id !== 'string') return renamed(made)
  schemas[id] ??= renamed(made)
  return { $ref: `#/components/schemas/${id}` }
}

const json = (schema: unknown): Json => ({ 'application/json': { schema } })
const problem = (description: string, schemas: Json): Json => ({
  description,
  content: { 'application/problem+json': { schema: schemaOf(ProblemDocument, 'output', schemas) } },
})
