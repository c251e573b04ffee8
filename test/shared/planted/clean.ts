import type { World } from '../../../shared/check.ts'
import { checkDocument } from '../../../shared/checkDocument.ts'
import type { Goal } from '../../../shared/goal.ts'
import { limits } from '../../../shared/limits.ts'
import type { Workflow, WorkflowNode, WorkflowSettings } from '../../../shared/workflow.ts'
import type { Chance } from '../../simulation/chance.ts'
import { exit } from '../drafts.ts'
import { beginnings } from './beginnings.ts'
import { customerIs, dear } from './condition.ts'
import { mostMails, withoutMarketing } from './mostMails.ts'
import { type Known, type Shape, shapeOf, stepKinds } from './steps.ts'

/**
 * A workflow in which nothing is wrong, of every kind of node, joined at random: its triggers come first, everybody who enters can come to an
 * end, and every loop rests.
 */
export function cleanWorkflow(chance: Chance, most = 12): Workflow {
  const isKeyed = chance.maybe(0.3)
  const { triggers, property } = beginnings(chance, chance.between(1, Math.floor(most / 4)), isKeyed)
  const goal = chance.maybe(0.5) ? goalOf(chance, property) : undefined
  const known = { ...(property !== undefined && { property }), hasGoal: goal !== undefined }
  const shapes = steps(chance, triggers.length, chance.between(2, most - triggers.length - 1), known)
  const ends = chance.maybe(0.6) ? [exit(`exit-${triggers.length + shapes.length + 1}`)] : []
  const joined = [...joinedSteps(chance, shapes, ends), ...ends]
  const nodes = [...joinedTriggers(chance, triggers, joined), ...joined]
  return bearable(chance, {
    format: 1,
    id: 'clean',
    title: 'Clean',
    nextId: nodes.length + 1,
    settings: {
      ...settingsOf(chance, property),
      ...(isKeyed && property !== undefined && { key: property }),
      ...(goal && {
        goal: sends(nodes) ? goal : { ...goal, from: 'start' },
        ...(chance.maybe(0.5) && { holdout: 10 }),
      }),
    },
    nodes,
    segments: { loyal: { title: 'Loyal', when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 3 } } },
    notes: [{ id: 'note-1', text: 'For us', position: { x: 0, y: 0 }, size: { width: 200, height: 80 } }],
  })
}

/** No more marketing than a week can bear, where no limit holds it back, or than a limit lets through. */
function bearable(chance: Chance, workflow: Workflow): Workflow {
  const most = mostMails(workflow)
  if (most > limits.capMessages) return withoutMarketing(workflow)
  if (most <= 7 && chance.maybe(0.5)) return workflow
  return { ...workflow, settings: { ...workflow.settings, caps: [{ per: 'week', atMost: Math.max(1, most) }] } }
}

/** Whether a file may hold it at all, and what it means. */
export const problemsOf = (workflow: Workflow, world: World) => checkDocument(workflow, world).problems

/** Steps of any kind. A loop that counts its rounds has a rest to go back to. */
function steps(chance: Chance, before: number, count: number, known: Known): Shape[] {
  const shapes: Shape[] = []
  while (shapes.length < count) {
    const kind = chance.pick(stepKinds)
    const hasRest = shapes.some(restsAlways)
    shapes.push(shapeOf(chance, kind === 'repeat' && !hasRest ? 'delay' : kind, before + shapes.length + 1, known))
  }
  return shapes
}

const restsAlways = ({ ports, rested }: Shape): boolean => ports.every((port) => rested.includes(port))

/**
 * The first way of each leads to the next, so that all can be reached and an end from all of them. The others lead to anything that comes
 * later, or nowhere; back only for those who have rested, or come to a rest that nobody passes.
 */
function joinedSteps(chance: Chance, shapes: readonly Shape[], ends: readonly WorkflowNode[]): WorkflowNode[] {
  const ids = [...shapes.map(({ node }) => node.id), ...ends.map(({ id }) => id)]
  const rests = shapes.filter(restsAlways).map(({ node }) => node.id)
  return shapes.map(({ node, ports: [first, ...others], rested }, index) => {
    const later = ids.slice(index + 1)
    const targetOf = (port: string): string | undefined => {
      if (port === 'again') return chance.pick(rests.filter((id) => ids.indexOf(id) < index))
      if (!chance.maybe(0.6)) return undefined
      if (rested.includes(port) && chance.maybe(0.3)) return chance.pick(ids.slice(0, index + 1))
      return later.length > 0 ? chance.pick(later) : undefined
    }
    const leading = [[first, later[0]], ...others.map((port) => [port, targetOf(port)])]
    return { ...node, ports: Object.fromEntries(leading.filter(([, to]) => to !== undefined)) } as WorkflowNode
  })
}

const joinedTriggers = (chance: Chance, triggers: readonly WorkflowNode[], steps: readonly WorkflowNode[]) =>
  triggers.map(
    (trigger, index) =>
      ({ ...trigger, ports: { next: index === 0 ? steps[0]!.id : chance.pick(steps).id } }) as WorkflowNode,
  )

function settingsOf(chance: Chance, property: string | undefined): WorkflowSettings {
  return {
    reentry: chance.pick([
      { rule: 'once' },
      { rule: 'afterEnd' },
      { rule: 'always' },
      { rule: 'notBefore', period: 'P30D' },
      { rule: 'startAgain' },
    ]),
    ...(chance.maybe(0.4) && { filter: customerIs(chance, property) }),
    ...(chance.maybe(0.4) && { exits: [{ title: 'Bought', when: customerIs(chance, property) }] }),
    ...(chance.maybe(0.3) && { zone: 'Europe/Rome', priority: 7 }),
    ...(chance.maybe(0.3) && { sendWindow: { from: '20:00', to: '22:00' } }),
    ...(chance.maybe(0.3) && { lateEvents: 'P2D' }),
  }
}

function goalOf(chance: Chance, property: string | undefined): Goal {
  const always = {
    title: 'Ordered',
    within: 'P7D',
    from: chance.pick(['start', 'message'] as const),
    ends: chance.maybe(0.5),
  }
  return chance.maybe(0.5)
    ? { by: 'event', event: 'Order Completed', where: dear, value: 'total', ...always }
    : { by: 'condition', when: customerIs(chance, property), ...always }
}

const sends = (nodes: readonly WorkflowNode[]): boolean => nodes.some(({ kind }) => kind === 'email')
