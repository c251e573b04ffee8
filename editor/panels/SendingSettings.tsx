import { NumberInput, Select, Switch } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import { normalPriority, type WorkflowSettings } from '../../shared/workflow.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { CapField } from '../fields/CapField.tsx'
import { DurationField } from '../fields/DurationField.tsx'
import { HoursField } from '../fields/HoursField.tsx'
import { ListOf } from '../fields/ListOf.tsx'

const labels = words.settings

interface Props {
  readonly settings: Partial<WorkflowSettings>
  readonly change: <Key extends keyof WorkflowSettings>(key: Key, value: WorkflowSettings[Key] | undefined) => void
}

/** When, how often and before whom the workflow sends, and how late its event may come. */
export function SendingSettings({ settings, change }: Props) {
  const { sendWindow, caps = [], priority = normalPriority, lateEvents } = settings
  return (
    <>
      <Switch
        label={labels.sendWindow}
        description={labels.sendWindowAbout}
        checked={sendWindow !== undefined}
        onChange={(event) =>
          change('sendWindow', event.currentTarget.checked ? { from: '09:00', to: '18:00' } : undefined)
        }
      />
      {sendWindow && <HoursField value={sendWindow} onChange={(next) => change('sendWindow', next)} />}
      <ListOf
        items={caps}
        most={limits.caps}
        name={labels.cap}
        removeLabel={labels.removeCap}
        addLabel={labels.addCap}
        added={() => ({ per: 'week' as const, atMost: 2 })}
        onChange={(next) => change('caps', next.length > 0 ? next : undefined)}
      >
        {(cap, set) => <CapField value={cap} onChange={set} />}
      </ListOf>
      <Select
        label={labels.priority}
        description={labels.priorityAbout}
        allowDeselect={false}
        data={Array.from({ length: 10 }, (_, index) => String(10 - index)).map((value) => ({
          value,
          label: labels.priorityNames[value as keyof typeof labels.priorityNames] ?? value,
        }))}
        value={String(priority)}
        onChange={(value) => change('priority', Number(value) === normalPriority ? undefined : Number(value))}
      />
      {lateEvents === undefined ? (
        <AddButton onClick={() => change('lateEvents', 'P1D')}>{labels.addLateEvents}</AddButton>
      ) : (
        <DurationField
          label={labels.lateEvents}
          description={labels.lateEventsAbout}
          value={lateEvents}
          isOptional
          onChange={(next) => change('lateEvents', next)}
        />
      )}
    </>
  )
}

/** What the workflow is for, and whom it leaves out to learn what it does. */
export function HoldoutField({ settings, change }: Props) {
  return (
    <NumberInput
      label={labels.holdout}
      description={labels.holdoutAbout}
      suffix=" %"
      min={0}
      max={50}
      allowDecimal={false}
      clampBehavior="strict"
      value={settings.holdout ?? 0}
      onChange={(next) => change('holdout', Number(next) > 0 ? Number(next) : undefined)}
    />
  )
}
