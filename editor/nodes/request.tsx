import { TagsInput } from '@mantine/core'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import type { NodeForm } from './form.ts'

const { request: labels } = triggerForms

export const request: NodeForm<'request'> = ({ settings, onChange }) => (
  <TagsInput
    label={labels.properties}
    description={labels.propertiesAbout}
    placeholder={labels.propertiesHint}
    value={[...(settings.properties ?? [])]}
    maxTags={50}
    onChange={(properties) => onChange(properties.length > 0 ? { properties } : {})}
  />
)
