import type { RunsMove } from '../../../runtime/commit/entry.ts'
import { emptyWorld, type World } from '../../../shared/check/world.ts'
import { checkDocument } from '../../../shared/checkDocument.ts'
import type { Chance } from '../chance.ts'
import { eventNames, long, randomFilter, randomPredicate, segmentIds } from './conditions.ts'
import { message, type Passing, randomNode, workflowIds } from './nodes.ts'
import { randomCap, randomGoal, randomHours } from './sending.ts'
import { randomPlanner, randomSchedule } from './triggers.ts'

export type Document = Readonly<Record<string, unknown>> & { readonly nodes: readonly { readonly id: string }[] }

export const storeZones = ['Europe/Rome', 'America/New_York', 'Asia/Kathmandu', 'UTC'] as const
export const zones = [...storeZones, 'Nowhere/City'] as const

/** Where runs of older versions go, wherever they may rest. */
export function randomMove(chance: Chance, { nodes }: Document): RunsMove {
  const resting = ['delay', 'wait', 'webhook', 'email'].flatMap((kind) =>
    [2, 3, 4, 5, 6, 7, 8].map((n) => `${kind}-${n}`),
  )
  const targets = nodes.map(({ id }) => id).filter((id) => !id.startsWith('start-1') && !id.startsWith('start-by'))
  const destinations = resting.flatMap((id) => {
    if (chance.maybe(0.3)) return []
    const same = targets.includes(id) && chance.maybe(0.6)
    return [[id, chance.maybe(0.1) ? { end: 'Moved' } : { to: same ? id : chance.pick(targets) }] as const]
  })
  return { nodes: Object.fromEntries(destinations), keepElapsed: chance.maybe(0.5) }
}

const known: World = {
  ...emptyWorld,
  segments: Object.fromEntries(
    segmentIds.map((id) => [
      id,
      { title: id, when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 } },
    ]),
  ),
}

/** A workflow that may be published: drawn until `check` finds no error. */
export function randomWorkflow(chance: Chance, id: string, isCrowded = false): Document {
  for (;;) {
    const drawn = draw(chance, id, isCrowded)
    const { problems } = checkDocument(drawn, known)
    if (!problems.some(({ severity }) => severity === 'error')) return drawn
  }
}

/** @param isCrowded  all write at once to whoever fills a cart, so that caps and priorities decide between them */
function draw(chance: Chance, id: string, isCrowded: boolean): Document {
  const isSegment = !isCrowded && chance.maybe(0.25)
  const trigger = isSegment
    ? { kind: 'segment', settings: { segment: chance.pick(segmentIds), on: chance.pick(['join', 'leave']) } }
    : {
        kind: 'event',
        settings: {
          event: isCrowded || chance.maybe(0.5) ? 'Cart Updated' : chance.pick(eventNames),
          ...(!isCrowded && chance.maybe(0.15) && { where: randomFilter(chance) }),
        },
      }
  const others = [
    ...(chance.maybe(0.3) ? [randomPlanner(chance)] : []),
    ...(chance.maybe(0.15) ? [randomSchedule(chance)] : []),
    ...(chance.maybe(0.25) ? [{ kind: 'request', settings: {} }] : []),
    ...(chance.maybe(0.2)
      ? [
          {
            kind: 'workflow',
            settings: { workflow: chance.pick(workflowIds), how: chance.pick(['any', 'end', 'exit', 'goal']) },
          },
        ]
      : []),
  ]
  const nodes = chance.times(chance.between(2, 7), (index) =>
    isCrowded && index === 0 ? message(chance, 1) : randomNode(chance),
  )
  const idOf = (index: number) => `${(nodes[index] as Passing).kind}-${index + 2}`
  const target = (from: number, { isLong }: Passing, port: string): string | undefined => {
    if (port === 'again') return idOf(chance.between(0, from))
    if (isLong && chance.maybe(0.15)) return idOf(0)
    const next = from + 1 + (chance.maybe(0.15) ? 1 : 0)
    return next < nodes.length && chance.maybe(0.9) ? idOf(next) : undefined
  }
  const rule = isCrowded ? 'always' : chance.weighed({ once: 2, afterEnd: 2, always: 3, notBefore: 1, startAgain: 2 })
  return {
    format: 1,
    id,
    title: id,
    nextId: 100,
    settings: {
      ...(!isSegment && chance.maybe(0.4) && { key: 'cart' }),
      reentry: rule === 'notBefore' ? { rule, period: chance.pick(long) } : { rule },
      ...(!isCrowded && chance.maybe(0.12) && { filter: randomPredicate(chance, 'run') }),
      ...(chance.maybe(0.3) && { exits: [{ title: 'Enough', when: randomPredicate(chance, 'run') }] }),
      ...(chance.maybe(0.35) && { goal: randomGoal(chance) }),
      ...(chance.maybe(0.2) && { holdout: chance.pick([30, 50]) }),
      ...(chance.maybe(0.3) && { zone: chance.pick(storeZones) }),
      ...(chance.maybe(0.6) && { priority: chance.pick([1, 5, 9]) }),
      ...(chance.maybe(0.15) && { sendWindow: randomHours(chance) }),
      ...(chance.maybe(0.2) && { caps: [randomCap(chance)] }),
      ...(chance.maybe(0.2) && { lateEvents: chance.pick(['PT1H', 'P3D', 'P1M']) }),
    },
    nodes: [
      { id: 'start-1', ...trigger, ports: { next: idOf(0) } },
      // A node keeps its id, and what its id was is no other's.
      ...others.map((other) => ({ id: `start-by-${other.kind}`, ...other, ports: { next: idOf(0) } })),
      ...nodes.map((node, index) => ({
        id: idOf(index),
        kind: node.kind,
        settings: node.settings,
        ports: Object.fromEntries(
          node.ports.flatMap((port) => {
            const to = target(index, node, port)
            return to ? [[port, to]] : []
          }),
        ),
      })),
    ],
  }
}
