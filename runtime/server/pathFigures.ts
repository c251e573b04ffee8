import type { RouteOf } from '../../shared/api/index.ts'
import type { ResponseOf } from '../../shared/api/route.ts'
import { type Leader, leaderOf, rateOf } from '../../shared/experiment.ts'
import type { HeldExperiment } from '../../shared/nodes/define.ts'
import { definitionOf } from '../../shared/nodes/index.ts'
import type { Names } from '../../shared/words/conditions.ts'
import { experimentWords as words } from '../../shared/words/experiments.ts'
import { pathTitle } from '../../shared/words/nodes/flow.ts'
import type { Workflow, WorkflowNode } from '../../shared/workflow.ts'
import type { Assigned } from '../storage/pages.ts'
import { found } from './api/changed.ts'
import { namesIn } from './changesOf.ts'
import type { Store } from './store.ts'

type Figures = ResponseOf<RouteOf<'listPathFigures'>>['items'][number]

/** What the rates of a split are shown with, which names no winner. */
const usualCertainty = 0.95

/** How the paths of splits and experiments do, in the version that is out; nothing for a draft. */
export async function pathFigures(store: Store, workflow: string): Promise<Figures[]> {
  const { version } = found(await store.pages.workflow(workflow), 'workflow', workflow)
  if (version === null) return []
  const [text, assigned, names] = await Promise.all([
    store.pages.version(workflow, version),
    store.pages.assigned(workflow, version),
    namesIn(store),
  ])
  const document = JSON.parse(found(text, 'version', `${version}`).document) as Workflow
  return document.nodes.flatMap((node) => figuresOf(node, document, assigned, names) ?? [])
}

function figuresOf(node: WorkflowNode, document: Workflow, assigned: Assigned, names: Names): Figures | undefined {
  const { assigns, experiment } = definitionOf(node.kind)
  if (!assigns) return undefined
  const held = experiment?.(node.settings)
  const needed = held ? held.certainty / 100 : null
  const counts = new Map(assigned.paths.filter((path) => path.node === node.id).map((path) => [path.port, path]))
  const paths = assigns(node.settings).map((path) => {
    const { entered = 0, reached = 0 } = counts.get(path.port) ?? {}
    const rate = rateOf({ exposed: entered, converted: reached }, needed ?? usualCertainty)
    return { port: path.port, title: pathTitle(path), percent: path.percent, entered, reached, rate }
  })
  const goal = goalOf(held, document, names)
  const leader =
    held && leaderOf(paths.map(({ entered, reached, ...path }) => ({ ...path, exposed: entered, converted: reached })))
  const winner = assigned.winners.find((one) => one.node === node.id)
  const tookOver = winner ? { port: winner.port, at: new Date(winner.at).toISOString() } : null
  const titleOf = (port: string) => paths.find((path) => path.port === port)?.title ?? port
  const isEmpty = paths.every(({ entered }) => entered === 0)
  return {
    node: node.id,
    goal,
    paths,
    leader: leader ?? null,
    needed,
    tookOver,
    sentence:
      goal === null ? words.noGoal : isEmpty ? words.nobody : standing(leader ?? null, needed, tookOver, titleOf),
  }
}

/** A split says nothing: its rates stand for themselves. */
function standing(
  leader: Leader | null,
  needed: number | null,
  tookOver: Figures['tookOver'],
  titleOf: (port: string) => string,
): string {
  if (tookOver) return words.tookOver(titleOf(tookOver.port), tookOver.at)
  if (needed === null) return ''
  if (!leader || leader.certainty < 0.5) return words.open
  const title = titleOf(leader.port)
  return leader.certainty > needed
    ? words.better(title, leader.certainty)
    : words.ahead(title, leader.certainty, needed)
}

function goalOf(held: HeldExperiment | undefined, document: Workflow, names: Names): string | null {
  const { goal } = held ?? { goal: { by: 'workflow' as const } }
  if (goal.by === 'event') return goal.event
  if (goal.by === 'segment') return names.segment(goal.segment)
  return document.settings.goal?.title ?? null
}
