import { Select, TextInput } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { chainForms } from '../../shared/words/chainForms.ts'
import { WorkflowSelect } from '../fields/WorkflowSelect.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { workflow: labels } = chainForms

export const workflow: NodeForm<'workflow'> = ({ settings: { reason, ...settings }, document, onChange }) => (
  <>
    <WorkflowSelect
      label={labels.workflow}
      own={document.id}
      value={settings.workflow}
      onChange={(workflow) => onChange({ ...settings, workflow, ...(reason && { reason }) })}
    />
    <Select
      label={labels.how}
      data={Object.entries(labels.hows).map(([value, label]) => ({ value, label }))}
      value={settings.how ?? 'any'}
      onChange={(how) =>
        onChange({
          ...settings,
          how: how as SettingsOf<'workflow'>['how'],
          ...(how === 'exit' && reason && { reason }),
        })
      }
    />
    {settings.how === 'exit' && (
      <TextInput
        label={labels.reason}
        description={labels.reasonAbout}
        maxLength={limits.nameLength}
        value={reason ?? ''}
        onChange={({ currentTarget: { value } }) => onChange({ ...settings, ...(value && { reason: value }) })}
      />
    )}
    <p className={css.about}>{labels.about}</p>
  </>
)
