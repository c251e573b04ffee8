import type { WorkflowStats } from '../../shared/api/models/stats.ts'
import { words } from '../../shared/words/editor.ts'
import { reasonSentence } from '../../shared/words/reasons.ts'
import { showNumber, showShare } from '../../shared/words/show.ts'
import css from './Results.module.css'

/** For which reasons runs ended, and how many for each. */
export function Endings({ endings }: Pick<WorkflowStats, 'endings'>) {
  const total = endings.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return <p className="quiet">{words.results.noEndings}</p>
  return (
    <ul className={css.endings}>
      {endings.map(({ code, detail, count }) => (
        <li key={`${code} ${detail}`}>
          <span>{reasonSentence(code, detail === undefined ? {} : { detail })}</span>
          <span className="num">
            <b>{showNumber(count)}</b> {showShare(count, total)}
          </span>
          <i style={{ width: `${(count / total) * 100}%` }} aria-hidden />
        </li>
      ))}
    </ul>
  )
}
