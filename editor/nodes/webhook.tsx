import { nodes } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { SchemaFields } from '../fields/SchemaFields.tsx'
import { TemplateTextField } from '../fields/TemplateTextField.tsx'
import { type NodeForm, triggerEventOf } from './form.ts'

const { webhook: labels } = words.forms

export const webhook: NodeForm<'webhook'> = ({ settings, onChange, document }) => (
  <>
    <SchemaFields
      schema={nodes.webhook.settings}
      only={['url', 'answer']}
      settings={settings}
      onChange={onChange}
      labels={{
        url: { label: labels.url, description: labels.urlAbout },
        answer: { label: labels.answer, choices: labels.answers },
      }}
    />
    <TemplateTextField
      label={labels.body}
      description={labels.bodyAbout}
      isCode
      triggerEvent={triggerEventOf(document)}
      value={settings.body?.join('\n') ?? ''}
      onChange={(text) => {
        const { body: _, ...rest } = settings
        onChange(text ? { ...settings, body: text.split('\n') } : rest)
      }}
    />
  </>
)
