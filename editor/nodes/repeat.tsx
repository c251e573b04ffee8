import { nodes } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { SchemaFields } from '../fields/SchemaFields.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

export const repeat: NodeForm<'repeat'> = ({ settings, onChange }) => (
  <>
    <SchemaFields
      schema={nodes.repeat.settings}
      settings={settings}
      onChange={onChange}
      labels={words.forms.repeat.fields}
    />
    <p className={css.about}>{words.forms.repeat.about}</p>
  </>
)
