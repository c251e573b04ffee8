import { nodes } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { SchemaFields } from '../fields/SchemaFields.tsx'
import type { NodeForm } from './form.ts'

export const exit: NodeForm<'exit'> = ({ settings, onChange }) => (
  <SchemaFields schema={nodes.exit.settings} settings={settings} onChange={onChange} labels={words.forms.exit} />
)
