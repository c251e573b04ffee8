import { Checkbox, TextInput } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import { chainForms } from '../../shared/words/chainForms.ts'
import { WorkflowSelect } from '../fields/WorkflowSelect.tsx'
import type { NodeForm } from './form.ts'

const { stop: labels } = chainForms

export const stop: NodeForm<'stop'> = ({ settings: { sameKey, reason, ...settings }, document, onChange }) => {
  const { key } = document.settings
  const change = (next: { sameKey?: boolean; reason?: string; workflow?: string }) => {
    const all = { sameKey, reason, ...next }
    onChange({
      ...settings,
      ...(next.workflow && { workflow: next.workflow }),
      ...(all.sameKey && { sameKey: true }),
      ...(all.reason && { reason: all.reason }),
    })
  }
  return (
    <>
      <WorkflowSelect
        label={labels.workflow}
        own={document.id}
        value={settings.workflow}
        states={labels.states}
        onChange={(workflow) => change({ workflow })}
      />
      {(key || sameKey) && (
        <Checkbox
          label={labels.sameKey(key)}
          checked={sameKey ?? false}
          onChange={({ currentTarget }) => change({ sameKey: currentTarget.checked })}
        />
      )}
      <TextInput
        label={labels.reason}
        description={labels.reasonAbout}
        maxLength={limits.nameLength}
        value={reason ?? ''}
        onChange={({ currentTarget }) => change({ reason: currentTarget.value })}
      />
    </>
  )
}
