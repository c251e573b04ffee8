import { definitionOf, isTrigger } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { showNumber } from '../../shared/words/show.ts'
import { type NodeStats, useNodeStats } from '../api/useLive.ts'
import type { DraftNode } from '../store/document.ts'
import css from './Card.module.css'
import { useLiveWorkflow } from './LiveWorkflow.ts'

/** What is happening at a step, while the workflow lives: who entered, who waits, what was sent. */
export function CardFooter({ node }: { readonly node: DraftNode }) {
  const workflow = useLiveWorkflow()
  const stats = useNodeStats(workflow, node.id)
  if (!stats) return null
  const { group, rests } = definitionOf(node.kind)
  const figures: readonly (readonly [number, string])[] =
    group === 'message'
      ? messageFigures(stats)
      : group === 'exit'
        ? [[stats.ended, words.canvas.ended]]
        : safely(() => rests(node.settings)) && !isTrigger(node.kind)
          ? [
              [stats.waiting, words.canvas.waitingNow],
              [stats.entered, words.canvas.entered],
            ]
          : [
              [stats.entered, words.canvas.entered],
              [stats.planned, words.canvas.planned],
            ]
  const shown = figures.filter(([figure], index) => index === 0 || figure > 0).slice(0, 3)
  return (
    <footer className={css.footer}>
      {shown.map(([figure, label]) => (
        <span key={label}>
          <b className="num">{showNumber(figure)}</b> {label}
        </span>
      ))}
    </footer>
  )
}

/** What became of messages; before there is anything to say of them, how many came this far. */
function messageFigures(stats: NodeStats): (readonly [number, string])[] {
  const { sent, queued, skipped, failed, waiting, entered, opened, clicked, bounced, complained } = stats
  const figures = [
    [sent, words.canvas.sent],
    [queued, words.canvas.queued],
    [complained, words.canvas.complained],
    [bounced, words.canvas.bounced],
    [clicked, words.canvas.clicked],
    [opened, words.canvas.opened],
    [skipped, words.canvas.skipped],
    [failed, words.canvas.failed],
    // Who waits for an answer that is in the Outbox still is counted there.
    [queued > 0 ? 0 : waiting, words.canvas.waiting],
  ] as const
  const told = figures.filter(([figure]) => figure > 0)
  return told.length > 0 ? told : [[entered, words.canvas.entered]]
}

/** Settings that are not finished rest nowhere yet. */
function safely(ask: () => boolean): boolean {
  try {
    return ask()
  } catch {
    return false
  }
}
