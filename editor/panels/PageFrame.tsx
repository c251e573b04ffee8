import type { ReactNode } from 'react'
import css from './PageFrame.module.css'
import { TabTitle } from './TabTitle.tsx'

interface Props {
  readonly title: string
  /** What the browser's tab is called, where the title does not say it. */
  readonly tab?: string
  /** A line under the title: what the page is about, a count, a way back. */
  readonly lead?: ReactNode
  /** Buttons at the right of the title; the one main action last. */
  readonly actions?: ReactNode
  /** Filters or tabs between title and content. */
  readonly tools?: ReactNode
  /** Without a measure: for tables. With: for reading and forms, at most 760 px wide. */
  readonly isNarrow?: boolean
  readonly children: ReactNode
}

/** The frame of every page but the builder: title, actions, content. */
export function PageFrame({ title, tab = title, lead, actions, tools, isNarrow, children }: Props) {
  return (
    <div className={css.page}>
      <TabTitle of={tab} />
      <header className={css.header}>
        <div className={css.titles}>
          <h1 className={css.text} title={title}>
            {title}
          </h1>
          {lead && <div className={css.lead}>{lead}</div>}
        </div>
        {actions && <div className={css.actions}>{actions}</div>}
      </header>
      {tools && <div className={css.tools}>{tools}</div>}
      <div className={isNarrow ? css.narrow : css.content}>{children}</div>
    </div>
  )
}
