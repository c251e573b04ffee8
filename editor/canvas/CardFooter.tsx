import type { NodeNumbers } from '../../shared/api/models/stats.ts'
import { definitionOf, isTrigger } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { experimentWords } from '../../shared/words/experiments.ts'
import { showNumber } from '../../shared/words/show.ts'
import { useNodeStats } from '../api/useLive.ts'
import { usePathFigures } from '../api/usePathFigures.ts'
import type { DraftNode } from '../store/document.ts'
import css from './Card.module.css'
import { useLiveWorkflow } from './LiveWorkflow.ts'

/** What is happening at a step, while the workflow lives: who entered, who waits, what was sent. */
export function CardFooter({ node }: { readonly node: DraftNode }) {
  const workflow = useLiveWorkflow()
  const stats = useNodeStats(workflow, node.id)
  if (!stats) return null
  const { group, rests, assigns } = definitionOf(node.kind)
  if (assigns) return <PathsFooter workflow={workflow} node={node.id} entered={stats.entered} />
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

/** How the paths do, in their order; once one of them has won, which. */
function PathsFooter({ workflow, node, entered }: PathsFooterProps) {
  const figures = usePathFigures(workflow, node)
  const rates =
    figures?.goal == null ? [] : figures.paths.map(({ rate }) => (rate ? experimentWords.rate(rate.rate) : '–'))
  const isDecided = figures && figures.needed !== null && (figures.leader?.certainty ?? 0) > figures.needed
  const isShown = rates.length > 0 && rates.length <= mostRates && figures?.paths.some(({ rate }) => rate !== null)
  return (
    <footer className={css.footer} title={figures?.sentence || undefined}>
      {figures && (figures.tookOver || isDecided) ? (
        <span className="clip">{figures.sentence}</span>
      ) : (
        <span>
          <b className="num">{showNumber(entered)}</b> {words.canvas.entered}
        </span>
      )}
      {isShown && !figures?.tookOver && !isDecided && (
        <span>
          <b className="num">{rates.join(' : ')}</b> {rates.length < mostRates && experimentWords.reachedShort}
        </span>
      )}
    </footer>
  )
}

interface PathsFooterProps {
  readonly workflow: string | undefined
  readonly node: string
  readonly entered: number
}

// More do not fit on a card.
const mostRates = 3

/** What became of messages; before there is anything to say of them, how many came this far. */
function messageFigures(stats: NodeNumbers): (readonly [number, string])[] {
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
