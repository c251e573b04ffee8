import { ActionIcon, SegmentedControl, Select, Switch, TextInput } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { Goal } from '../../shared/goal.ts'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { ConditionField } from '../fields/ConditionField.tsx'
import { DurationField } from '../fields/DurationField.tsx'
import { FilterField } from '../fields/FilterField.tsx'
import { EventNameField, PropertyField } from '../fields/NameField.tsx'
import css from '../nodes/Forms.module.css'

const { goal: labels } = words

interface Props {
  readonly value: Goal | undefined
  readonly onChange: (value: Goal | undefined) => void
}

/** The conversion that the workflow is for: an event with what it is worth, or a condition; and how long it counts. */
export function GoalForm({ value, onChange }: Props) {
  if (!value) return <AddButton onClick={() => onChange(newGoal)}>{labels.add}</AddButton>
  const { title, within, from, ends } = value
  const always = { title, within, from, ends }
  return (
    <section className={css.part} aria-label={labels.title}>
      <div className={css.partHead}>
        <strong>{labels.title}</strong>
        <ActionIcon variant="subtle" color="gray" aria-label={labels.remove} onClick={() => onChange(undefined)}>
          <Trash2 size={14} aria-hidden />
        </ActionIcon>
      </div>
      <TextInput
        label={labels.name}
        maxLength={limits.nameLength}
        value={title}
        onChange={(event) => onChange({ ...value, title: event.currentTarget.value })}
      />
      <SegmentedControl
        fullWidth
        aria-label={labels.by}
        value={value.by}
        data={(['event', 'condition'] as const).map((by) => ({ value: by, label: labels.bys[by] }))}
        onChange={(by) =>
          onChange(
            by === 'event'
              ? { by, event: 'Order Completed', ...always }
              : {
                  by: 'condition',
                  when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'run' },
                  ...always,
                },
          )
        }
      />
      {value.by === 'event' ? (
        <>
          <EventNameField
            label={words.fields.event}
            value={value.event}
            onChange={(event) => onChange({ ...value, event })}
          />
          <FilterField
            label={labels.where}
            empty={labels.whereEmpty}
            event={value.event}
            filter={value.where}
            hasRun
            onChange={(where) => {
              const { where: _, ...rest } = value
              onChange(where ? { ...rest, where } : rest)
            }}
          />
          <PropertyField
            label={labels.value}
            event={value.event}
            value={value.value ?? ''}
            onChange={(path) => {
              const { value: _, ...rest } = value
              onChange(path ? { ...rest, value: path } : rest)
            }}
          />
        </>
      ) : (
        <ConditionField
          label={labels.when}
          value={value.when}
          hasRun
          isRequired
          onChange={(when) => when && onChange({ ...value, when })}
        />
      )}
      <DurationField
        label={labels.within}
        value={within}
        onChange={(next) => next && onChange({ ...value, within: next })}
      />
      <Select
        label={labels.from}
        allowDeselect={false}
        data={(['start', 'message'] as const).map((each) => ({ value: each, label: labels.froms[each] }))}
        value={from}
        onChange={(next) => next && onChange({ ...value, from: next as Goal['from'] })}
      />
      <Switch
        label={labels.ends}
        checked={ends}
        onChange={(event) => onChange({ ...value, ends: event.currentTarget.checked })}
      />
    </section>
  )
}

const newGoal: Goal = {
  by: 'event',
  event: 'Order Completed',
  title: words.settings.newExit,
  within: 'P7D',
  from: 'start',
  ends: true,
}
