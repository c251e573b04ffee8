import type { ReactNode } from 'react'
import type { Context } from '../commands/command.ts'
import css from './Inspector.module.css'

/** What can't be changed here is read; what leads elsewhere lies outside of it. */
export const Sheet = ({ context, children }: { readonly context: Context; readonly children: ReactNode }) => (
  <fieldset disabled={context.isReadOnly} className={css.sheet}>
    {children}
  </fieldset>
)
