import { halves } from '../../shared/nodes/split.ts'
import { words } from '../../shared/words/editor.ts'
import { PathShares } from '../fields/PathShares.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

export const split: NodeForm<'split'> = ({ settings, onChange }) => (
  <>
    <PathShares paths={settings.paths ?? halves()} onChange={(paths) => onChange({ ...settings, paths })} />
    <p className={css.about}>{words.forms.split.about}</p>
  </>
)
