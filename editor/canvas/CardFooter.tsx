import { definitionOf, isTrigger } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { showNumber } from '../../shared/words/show.ts'
import { useNodeStats } from '../api/useLive.ts'
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
      ? [
          // Without a mail server nothing is sent: what came this far is still a figure.
          stats.sent > 0 ? [stats.sent, words.canvas.sent] : [stats.entered, words.canvas.entered],
          [stats.waiting, words.canvas.waiting],
          [stats.skipped, words.canvas.skipped],
          [stats.failed, words.canvas.failed],
        ]
      : group === 'exit'
        ? [[stats.ended, words.canvas.ended]]
        : safely(() => rests(node.settings)) && !isTrigger(node.kind)
          ? [
              [stats.waiting, words.canvas.waitingNow],
              [stats.entered, words.canvas.entered],
            ]
          : [[stats.entered, words.canvas.entered]]
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

/** Settings that are not finished rest nowhere yet. */
function safely(ask: () => boolean): boolean {
  try {
    return ask()
  } catch {
    return false
  }
}
