import { Input, SegmentedControl } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import { ConditionField } from '../fields/ConditionField.tsx'
import { MjmlField } from '../fields/MjmlField.tsx'
import { TemplateTextField } from '../fields/TemplateTextField.tsx'
import { type NodeForm, triggerEventOf } from './form.ts'

const { email: labels } = words.forms

export const email: NodeForm<'email'> = ({ settings, onChange, document }) => {
  const { subject = '', preheader, purpose = 'marketing', mjml = [] } = settings
  const triggerEvent = triggerEventOf(document)
  return (
    <>
      <TemplateTextField
        label={labels.subject}
        value={subject}
        maxLength={limits.nameLength}
        triggerEvent={triggerEvent}
        onChange={(next) => onChange({ ...settings, subject: next })}
      />
      <TemplateTextField
        label={labels.preheader}
        description={labels.preheaderAbout}
        value={preheader ?? ''}
        maxLength={limits.nameLength}
        triggerEvent={triggerEvent}
        onChange={(next) => {
          const { preheader: _, ...rest } = settings
          onChange(next ? { ...settings, preheader: next } : rest)
        }}
      />
      <Input.Wrapper
        label={labels.purpose}
        description={labels.purposes[purpose].about}
        size="sm"
        labelElement="div"
        inputWrapperOrder={['label', 'input', 'description']}
      >
        <SegmentedControl
          fullWidth
          aria-label={labels.purpose}
          mt={4}
          mb={4}
          value={purpose}
          data={(['marketing', 'transactional'] as const).map((value) => ({
            value,
            label: labels.purposes[value].label,
          }))}
          onChange={(next) => onChange({ ...settings, purpose: next })}
        />
      </Input.Wrapper>
      <ConditionField
        label={labels.condition}
        description={labels.conditionAbout}
        value={settings.if}
        hasRun
        empty={labels.conditionEmpty}
        onChange={(when) => {
          const { if: _, ...rest } = settings
          onChange(when ? { ...rest, if: when } : rest)
        }}
      />
      <MjmlField
        mail={{ subject, preheader, purpose, mjml }}
        onChange={(lines) => onChange({ ...settings, mjml: lines })}
      />
    </>
  )
}
