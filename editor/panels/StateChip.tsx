import { words } from '../../shared/words/editor.ts'
import css from './StateChip.module.css'

type State = 'draft' | 'live' | 'paused' | 'ended'

/** What a workflow is at, with its version: green live, grey draft and ended, amber paused. */
export function StateChip({ state, version }: { readonly state: State; readonly version?: number | null }) {
  return (
    <span className={css.chip} data-state={state}>
      {words.states[state]}
      {version != null && state !== 'draft' && words.stateVersion(version)}
    </span>
  )
}
