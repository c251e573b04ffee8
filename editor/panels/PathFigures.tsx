import { experimentWords as words } from '../../shared/words/experiments.ts'
import { usePathFigures } from '../api/usePathFigures.ts'
import { useLiveWorkflow } from '../canvas/LiveWorkflow.ts'
import css from './PathFigures.module.css'

/** What became of those who took each path of a split or an experiment, and whether one is better. */
export function PathFigures({ node }: { readonly node: string }) {
  const figures = usePathFigures(useLiveWorkflow(), node)
  if (!figures) return null
  const { goal, paths, sentence, tookOver, leader, needed } = figures
  const highest = Math.max(0.01, ...paths.map(({ rate }) => rate?.high ?? 0))
  const isDecided = tookOver !== null || (leader !== null && needed !== null && leader.certainty > needed)
  return (
    <section className={css.figures} aria-label={words.title}>
      <h3>{words.title}</h3>
      {sentence && (
        <p className={css.sentence} data-decided={isDecided || undefined}>
          {sentence}
        </p>
      )}
      {goal !== null && (
        <>
          <ul>
            {paths.map(({ port, title, entered, reached, rate }) => (
              <li key={port}>
                <div className={css.head}>
                  <b>{title}</b>
                  <span className="num">{rate ? words.rate(rate.rate) : '–'}</span>
                </div>
                {rate && (
                  <div className={css.track} aria-hidden>
                    <i
                      style={{
                        left: `${(rate.low / highest) * 100}%`,
                        width: `${((rate.high - rate.low) / highest) * 100}%`,
                      }}
                    />
                    <b style={{ left: `${(rate.rate / highest) * 100}%` }} />
                  </div>
                )}
                <small className="num">
                  {rate
                    ? `${words.entered(entered)}, ${words.reached(reached)}, ${words.interval(rate.low, rate.high)}`
                    : words.entered(entered)}
                </small>
              </li>
            ))}
          </ul>
          <small>
            {words.counted(goal)}. {words.about}
          </small>
        </>
      )}
    </section>
  )
}
