import { Link } from '@tanstack/react-router'
import type { WorkflowStats } from '../../shared/api/models/stats.ts'
import { words } from '../../shared/words/editor.ts'
import { showList, showMoney, showNumber, showShare } from '../../shared/words/show.ts'
import { useLive } from '../api/useLive.ts'
import { Endings } from './Endings.tsx'
import { Loading } from './Loading.tsx'
import css from './Results.module.css'

const labels = words.results

/** What the workflow does: who entered and is inside, how often the goal is reached and what for, and how runs end. */
export function Results({ workflow }: { readonly workflow: string }) {
  const { stats } = useLive(workflow)
  if (!stats) return <Loading rows={4} />
  return (
    <div className={css.results}>
      <section>
        <h3>{labels.people}</h3>
        <dl>
          <Line name={labels.entered} value={showNumber(stats.started)} />
          <Line name={labels.inside} value={showNumber(stats.active)} />
          <Line name={labels.ended} value={showNumber(stats.ended)} />
        </dl>
      </section>
      {stats.goal ? <Goal goal={stats.goal} started={stats.started} /> : <p className="quiet">{labels.noGoal}</p>}
      <section>
        <h3>{labels.endings}</h3>
        <Endings endings={stats.endings} />
      </section>
      <Link to={`/runs?workflow=${workflow}`}>{labels.seeRuns}</Link>
    </div>
  )
}

function Goal({ goal, started }: { readonly goal: NonNullable<WorkflowStats['goal']>; readonly started: number }) {
  const { title, converted, heldOut, heldOutConverted } = goal
  const worth = showList(converted.worth.map(({ amount, currency }) => showMoney(amount, currency)))
  const canCompare = started > 0 && heldOut > 0 && heldOutConverted.count > 0
  return (
    <section>
      <h3>{labels.goal(title)}</h3>
      <dl>
        <Line
          name={labels.reached}
          value={showShare(converted.count, started)}
          about={labels.of(converted.count, started)}
        />
        {heldOut > 0 && (
          <Line
            name={labels.reachedHeldOut}
            value={showShare(heldOutConverted.count, heldOut)}
            about={labels.of(heldOutConverted.count, heldOut)}
          />
        )}
        {worth && <Line name={labels.worth} value={worth} />}
      </dl>
      {canCompare && <p>{words.goal.lift(converted.count / started, heldOutConverted.count / heldOut)}.</p>}
    </section>
  )
}

const Line = ({ name, value, about }: { readonly name: string; readonly value: string; readonly about?: string }) => (
  <div>
    <dt>{name}</dt>
    <dd className="num">
      {about && <small>{about}</small>} <b>{value}</b>
    </dd>
  </div>
)
