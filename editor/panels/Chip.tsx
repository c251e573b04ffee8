import type { ReactNode } from 'react'
import css from './Chip.module.css'

export type Tone = 'live' | 'draft' | 'attention' | 'loss' | 'calm'

interface Props {
  readonly tone: Tone
  /** A dot before the word, for what lives. */
  readonly hasDot?: boolean
  readonly children: ReactNode
}

/** A state in one word: green is live, grey a draft, amber wants attention, red is loss. */
export function Chip({ tone, hasDot, children }: Props) {
  return (
    <span className={`${css.chip} ${css[tone]}`}>
      {hasDot && <i aria-hidden />}
      {children}
    </span>
  )
}
