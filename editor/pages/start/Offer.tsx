import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import css from './Start.module.css'

interface Props {
  readonly icon: LucideIcon
  readonly title: string
  readonly text: string
  /** The one that most people should take. */
  readonly isMain?: boolean
  readonly children: ReactNode
}

/** One way to begin, with its button. */
export function Offer({ icon: Icon, title, text, isMain, children }: Props) {
  return (
    <section className={css.offer} data-main={isMain || undefined}>
      <span className={css.mark}>
        <Icon size={18} strokeWidth={1.6} aria-hidden />
      </span>
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={css.action}>{children}</div>
    </section>
  )
}
