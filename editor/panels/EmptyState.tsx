import type { ReactNode } from 'react'
import { icons, type LucideIcon } from './icons.ts'
import css from './States.module.css'

interface Props {
  readonly icon?: LucideIcon
  readonly title: string
  readonly advice?: ReactNode
  /** The one next thing to do. */
  readonly action?: ReactNode
}

/** What a page shows when there is nothing yet: what would be here, and the one next thing to do. */
export function EmptyState({ icon: Icon = icons.sprout, title, advice, action }: Props) {
  return (
    <div className={css.state}>
      <span className={css.mark}>
        <Icon size={20} strokeWidth={1.6} aria-hidden />
      </span>
      <h2>{title}</h2>
      {advice && <p>{advice}</p>}
      {action && <div className={css.action}>{action}</div>}
    </div>
  )
}
