import { type Reads, readsOf } from '../predicate/reads.ts'
import type { Problem } from '../problem.ts'
import { causesOf, type LinkedWorkflow, linksOf, type WorkflowLinks } from './links.ts'
import { segmentNamed } from './references.ts'
import { type Concern, error, type Subject, warning } from './subject.ts'

/** Other workflows that this one names exist and can do what is asked of them, and no circle leads from one to the next and back. */
export const workflows: Concern = (subject) => [...named(subject), ...circles(subject)]

function named({ readable, workflow, world }: Subject): Problem[] {
  return readable.flatMap(({ node, definition, path }) =>
    (definition.workflows?.(node.settings) ?? []).flatMap((held): Problem[] => {
      const where = { node: node.id, path: path + held.path }
      if (held.workflow === workflow.id) return held.does === 'stops' ? [error('stopsItself', where)] : []
      if (!world.workflows) return []
      const other = world.workflows.get(held.workflow)
      if (!other) return [error('unknownWorkflow', { ...where, params: { workflow: held.workflow } })]
      const params = { workflow: other.title }
      if (!other.isPublished) return [warning('namesNotLive', { ...where, params })]
      if (held.does !== 'starts') return []
      if (!other.begins.byRequest) return [warning('startsByNoRequest', { ...where, params })]
      const { key } = other.begins
      return key === null || held.gives?.includes(key)
        ? []
        : [warning('startsWithoutKey', { ...where, params: { ...params, key } })]
    }),
  )
}

/** Each node of this workflow from which others lead back to its beginning, with the shortest way: a customer may go round for ever. */
function circles(subject: Subject): Problem[] {
  const { workflow, readable, world } = subject
  const own = {
    title: workflow.title,
    isPublished: true,
    ...linksOf(
      workflow,
      readable.map(({ node }) => node),
    ),
  }
  const all = new Map([...(world.workflows ?? []), [workflow.id, own] as const])
  const beginnings = beginningsOf(subject, all)
  const next = new Map([...all].map(([id, { causes }]) => [id, begunBy(beginnings, causes, id)] as const))
  const said = new Set<string>()
  const problems: Problem[] = []
  const say = (begun: readonly string[], where: Pick<Problem, 'node' | 'path'>) => {
    const way = shortestWay(next, begun, workflow.id)
    if (!way || said.has(way.join(' '))) return
    said.add(way.join(' '))
    const titles = [workflow.id, ...way].map((id) => all.get(id)?.title ?? id)
    problems.push(warning('workflowCircle', { ...where, params: { workflows: titles } }))
  }
  for (const { node, path } of readable) say(begunBy(beginnings, causesOf(node), null), { node: node.id, path })
  say(begunBy(beginnings, { starts: [], emits: [], sets: [] }, workflow.id), { path: '/nodes' })
  return problems
}

/** What begins a published workflow: events and attributes also where they move customers into or out of a segment that it begins by. */
interface Beginning {
  readonly byRequest: boolean
  readonly events: ReadonlySet<string>
  readonly attributes: ReadonlySet<string>
  readonly workflows: ReadonlySet<string>
}

function beginningsOf(subject: Subject, all: ReadonlyMap<string, LinkedWorkflow>): ReadonlyMap<string, Beginning> {
  const reads = new Map<string, Reads>()
  const readsIn = (segment: string): Reads | undefined => {
    const definition = reads.has(segment) ? undefined : segmentNamed(subject, segment)
    if (definition) reads.set(segment, readsOf(definition.when))
    return reads.get(segment)
  }
  const beginningOf = ({ begins }: LinkedWorkflow): Beginning => {
    const [events, attributes] = [new Set(begins.events), new Set(begins.attributes)]
    // Those that a segment names join the others, and are gone through in their turn.
    const segments = new Set(begins.segments)
    for (const segment of segments) {
      const read = readsIn(segment)
      for (const name of read?.events ?? []) events.add(name)
      for (const name of read?.attributes ?? []) attributes.add(name)
      for (const name of read?.segments ?? []) segments.add(name)
    }
    return { byRequest: begins.byRequest, events, attributes, workflows: new Set(begins.workflows) }
  }
  const published = [...all].filter(([, { isPublished }]) => isPublished)
  return new Map(published.map(([id, linked]) => [id, beginningOf(linked)]))
}

/** The workflows that something begins, or the end of the one that causes it. */
function begunBy(
  beginnings: ReadonlyMap<string, Beginning>,
  { starts, emits, sets }: WorkflowLinks['causes'],
  ended: string | null,
): string[] {
  if (starts.length + emits.length + sets.length === 0 && ended === null) return []
  return [...beginnings].flatMap(([id, { byRequest, events, attributes, workflows }]) => {
    const isBegun =
      (byRequest && starts.includes(id)) ||
      emits.some((event) => events.has(event)) ||
      sets.some((attribute) => attributes.has(attribute)) ||
      (ended !== null && workflows.has(ended))
    return isBegun ? [id] : []
  })
}

/** From what is begun, workflow by workflow, back to the one with this id; those on the way and it, or `null`. */
function shortestWay(
  next: ReadonlyMap<string, readonly string[]>,
  begun: readonly string[],
  to: string,
): string[] | null {
  const ways = begun.map((id) => [id])
  const seen = new Set(begun)
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1)!
    if (last === to) return way
    for (const id of next.get(last)!) {
      if (seen.has(id)) continue
      seen.add(id)
      ways.push([...way, id])
    }
  }
  return null
}
