import type { Response } from 'express'
import { openApi } from '../../shared/api/openapi.ts'
import { apiWords } from '../../shared/words/api.ts'

/** A page to read the API on: plain HTML made from the OpenAPI document, without scripts. */
export function apiDocs(response: Response, url: string): void {
  response
    .set('cache-control', 'no-cache')
    .type('html')
    .send(page(openApi(url)))
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly parameters?: readonly {
    readonly name: string
    readonly in: string
    readonly description?: string
    readonly schema: unknown
  }[]
  readonly requestBody?: { readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly content: Content }>>
}
type Content = Readonly<Record<string, { readonly schema: unknown }>>

function page(document: Record<string, unknown>): string {
  const { paths, components } = document as unknown as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const tags = [...new Set(operations.map(({ operation }) => operation.tags[0] ?? ''))]
  const words = apiWords.docs
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words.title}</title><style>${style}</style><body><header><h1>${words.title}</h1><p>${words.lead}</p>
<p><a href="/api/openapi.json">${words.document}</a></p><nav>${tags.map((tag) => `<a href="#${slug(tag)}">${escaped(tag)}</a>`).join(' ')}</nav></header><main>
${tags
  .map((tag) =>
    section(
      tag,
      operations.filter(({ operation }) => operation.tags[0] === tag),
    ),
  )
  .join('\n')}
<section id="schemas"><h2>Schemas</h2>${Object.entries(components.schemas)
    .map(
      ([name, schema]) =>
        `<details id="schema-${escaped(name)}"><summary><code>${escaped(name)}</code></summary>${shown(schema)}</details>`,
    )
    .join('\n')}</section></main></body></html>`
}

const section = (tag: string, operations: readonly { path: string; method: string; operation: Operation }[]) =>
  `<section id="${slug(tag)}"><h2>${escaped(tag)}</h2>${operations.map(entry).join('\n')}</section>`

function entry({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const words = apiWords.docs
  const parameters = (operation.parameters ?? [])
    .map(
      ({ name, in: where, description, schema }) =>
        `<li><code>${escaped(name)}</code> (${where}) ${escaped(description ?? '')} ${shown(schema)}</li>`,
    )
    .join('')
  const body = operation.requestBody?.content['application/json']?.schema
  const answer = operation.responses['200']?.content['application/json']?.schema
  return `<details id="${operation.operationId}"><summary><b class="${method}">${method}</b> <code>${escaped(path)}</code> ${escaped(operation.summary)}</summary>
${parameters ? `<h3>${words.parameters}</h3><ul>${parameters}</ul>` : ''}${body ? `<h3>${words.body}</h3>${shown(body)}` : ''}
<h3>${words.answer}</h3>${shown(answer)}</details>`
}

function shown(schema: unknown): string {
  const text = escaped(JSON.stringify(schema, null, 2) ?? apiWords.docs.none)
  return `<pre>${text.replace(/&quot;#\/components\/schemas\/(\w+)&quot;/g, '<a href="#schema-$1">$1</a>')}</pre>`
}

const slug = (text: string) => text.toLowerCase().replace(/[^a-z]+/g, '-')
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1rem}
nav a{margin-right:1rem}summary{cursor:pointer;padding:.35rem 0}details{border-bottom:1px solid #8884}pre{overflow:auto;padding:.75rem;background:#8881;border-radius:6px;font-size:13px}
li pre{display:inline-block;margin:0;padding:.1rem .4rem}b{display:inline-block;min-width:4rem}h3{margin:.5rem 0 0;font-size:1rem}`
