import { readsOf } from '../predicate/reads.ts'
import type { Problem } from '../problem.ts'
import type { SegmentDefinition } from '../segment.ts'
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
  const said = new Set<string>()
  const problems: Problem[] = []
  const say = (causes: WorkflowLinks['causes'], ended: string | null, where: Pick<Problem, 'node' | 'path'>) => {
    const way = shortestWay(subject, all, causes, ended, workflow.id)
    if (!way || said.has(way.join(' '))) return
    said.add(way.join(' '))
    const titles = [workflow.id, ...way].map((id) => all.get(id)?.title ?? id)
    problems.push(warning('workflowCircle', { ...where, params: { workflows: titles } }))
  }
  for (const { node, path } of readable) say(causesOf(node), null, { node: node.id, path })
  say({ starts: [], emits: [], sets: [] }, workflow.id, { path: '/nodes' })
  return problems
}

/** From what is caused, workflow by workflow, back to the one with this id; those on the way and it, or `null`. */
function shortestWay(
  subject: Subject,
  all: ReadonlyMap<string, LinkedWorkflow>,
  causes: WorkflowLinks['causes'],
  ended: string | null,
  to: string,
): string[] | null {
  const ways = begunBy(subject, all, causes, ended).map((id) => [id])
  const seen = new Set(ways.flat())
  for (let way = ways.shift(); way; way = ways.shift()) {
    const last = way.at(-1)!
    if (last === to) return way
    for (const next of begunBy(subject, all, all.get(last)!.causes, last)) {
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  }
  return null
}

/** The published workflows that something begins: by request, event, date, segment, or the end of the one that causes it. */
function begunBy(
  subject: Subject,
  all: ReadonlyMap<string, LinkedWorkflow>,
  { starts, emits, sets }: WorkflowLinks['causes'],
  ended: string | null,
): string[] {
  if (starts.length + emits.length + sets.length === 0 && ended === null) return []
  return [...all].flatMap(([id, { isPublished, begins }]) => {
    if (!isPublished) return []
    const isBegun =
      (begins.byRequest && starts.includes(id)) ||
      begins.events.some((event) => emits.includes(event)) ||
      begins.attributes.some((attribute) => sets.includes(attribute)) ||
      begins.segments.some((segment) => reads(subject, segment, emits, sets)) ||
      (ended !== null && begins.workflows.includes(ended))
    return isBegun ? [id] : []
  })
}

/** Whether an event or an attribute may move a customer into or out of a segment, perhaps through others. */
function reads(
  subject: Subject,
  segment: string,
  events: readonly string[],
  attributes: readonly string[],
  seen: ReadonlySet<string> = new Set(),
): boolean {
  const definition: SegmentDefinition | undefined = seen.has(segment) ? undefined : segmentNamed(subject, segment)
  if (!definition) return false
  const read = readsOf(definition.when)
  if (events.some((name) => read.events.has(name)) || attributes.some((name) => read.attributes.has(name))) return true
  return [...read.segments].some((id) => reads(subject, id, events, attributes, new Set([...seen, segment])))
}
