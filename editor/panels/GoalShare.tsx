import { Tooltip } from '@mantine/core'
import { Flag } from 'lucide-react'
import { words } from '../../shared/words/editor.ts'
import { showList, showMoney, showShare } from '../../shared/words/show.ts'
import { useLive } from '../api/useLive.ts'
import css from './TopBar.module.css'

/** How the goal is reached, in plain words. */
export function GoalShare({
  workflow,
  onOpen,
}: {
  readonly workflow: string | undefined
  readonly onOpen: () => void
}) {
  const { stats } = useLive(workflow)
  if (!stats?.goal || workflow === undefined) return null
  const { title, converted, heldOut, heldOutConverted } = stats.goal
  const worth = showList(converted.worth.map(({ amount, currency }) => showMoney(amount, currency)))
  const about = words.goal.about(converted.count, stats.started, worth)
  return (
    <Tooltip
      multiline
      label={heldOut > 0 ? `${about}. ${words.goal.heldOut(heldOutConverted.count, heldOut)}.` : `${about}.`}
    >
      <button type="button" className={css.goal} onClick={onOpen}>
        <Flag size={14} aria-hidden />
        <span className="clip">{title}</span>
        <b className="num">{showShare(converted.count, stats.started)}</b>
      </button>
    </Tooltip>
  )
}
