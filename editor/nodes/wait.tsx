import { ActionIcon, Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { limits } from '../../shared/limits.ts'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { ConditionField } from '../fields/ConditionField.tsx'
import { DurationField } from '../fields/DurationField.tsx'
import { FilterField } from '../fields/FilterField.tsx'
import { EventNameField } from '../fields/NameField.tsx'
import css from './Forms.module.css'
import { type NodeForm, nextPort } from './form.ts'

const { wait: labels } = words.forms
type Wait = SettingsOf<'wait'>
type Awaited = Extract<Wait, { for: 'event' }>['events'][number]

export const wait: NodeForm<'wait'> = ({ settings, onChange, document }) => {
  const current = settings as Wait
  const timeout = current.timeout ? { timeout: current.timeout } : {}
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={labels.for}
        value={current.for}
        data={[
          { value: 'event', label: labels.forEvent },
          { value: 'condition', label: labels.forCondition },
        ]}
        onChange={(next) => next !== current.for && onChange(begun(next as Wait['for'], timeout))}
      />
      {current.for === 'event' ? (
        <Events settings={current} onChange={onChange} triggerKey={document.settings.key} />
      ) : (
        <ConditionField
          label={labels.until}
          value={current.until}
          hasRun
          hasAudience
          isRequired
          onChange={(until) => until && onChange({ for: 'condition', until, ...timeout })}
        />
      )}
      <DurationField
        label={labels.timeout}
        description={current.timeout ? labels.timeoutAbout : labels.noTimeout}
        value={current.timeout}
        isOptional
        onChange={(next) => {
          const { timeout: _, ...rest } = current
          onChange(next ? { ...rest, timeout: next } : rest)
        }}
      />
    </>
  )
}

const begun = (kind: Wait['for'], timeout: { timeout?: string }): Wait =>
  kind === 'event'
    ? { for: 'event', events: [{ port: 'event-1', event: 'Order Completed' }], since: 'run', ...timeout }
    : { for: 'condition', until: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }, ...timeout }

interface EventsProps {
  readonly settings: Extract<Wait, { for: 'event' }>
  readonly onChange: (settings: Wait) => void
  readonly triggerKey: string | undefined
}

function Events({ settings, onChange, triggerKey }: EventsProps) {
  const events: readonly Awaited[] = settings.events ?? []
  const change = (next: readonly Awaited[]) => onChange({ ...settings, events: [...next] })
  return (
    <>
      {events.map((awaited, index) => (
        <section key={awaited.port} className={css.part} aria-label={labels.event(index + 1)}>
          <Group gap={4} wrap="nowrap" align="flex-end">
            <div style={{ flex: 1, minWidth: 0 }}>
              <EventNameField
                label={labels.event(events.length > 1 ? index + 1 : 0)}
                value={awaited.event}
                onChange={(event) => change(events.with(index, { ...awaited, event }))}
              />
            </div>
            {events.length > 1 && (
              <ActionIcon
                aria-label={labels.remove(index + 1)}
                onClick={() => change(events.filter((_, at) => at !== index))}
              >
                <Trash2 size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
          <TextInput
            label={labels.title}
            placeholder={words.fields.optional}
            maxLength={limits.nameLength}
            value={awaited.title ?? ''}
            onChange={(event) =>
              change(events.with(index, withKey(awaited, 'title', event.currentTarget.value || undefined)))
            }
          />
          <FilterField
            label={labels.where}
            filter={awaited.where}
            event={awaited.event}
            hasRun
            empty={labels.whereEmpty}
            onChange={(where) => change(events.with(index, withKey(awaited, 'where', where)))}
          />
          {!awaited.where && triggerKey && (
            <Button
              variant="subtle"
              size="compact-sm"
              style={{ alignSelf: 'flex-start' }}
              onClick={() =>
                change(
                  events.with(index, {
                    ...awaited,
                    where: { property: triggerKey, op: 'is', value: { ref: `trigger.${triggerKey}` } },
                  }),
                )
              }
            >
              {labels.sameKey(triggerKey)}
            </Button>
          )}
        </section>
      ))}
      {events.length < limits.waitEvents && (
        <AddButton
          onClick={() =>
            change([
              ...events,
              {
                port: nextPort(
                  'event',
                  events.map((one) => one.port),
                ),
                event: '',
              },
            ])
          }
        >
          {labels.add}
        </AddButton>
      )}
      <Select
        label={labels.since}
        data={[
          { value: 'run', label: labels.sinceRun },
          { value: 'arrival', label: labels.sinceArrival },
        ]}
        value={settings.since}
        onChange={(since) => since && onChange({ ...settings, since: since as 'run' | 'arrival' })}
      />
    </>
  )
}

function withKey<Key extends 'title' | 'where'>(awaited: Awaited, key: Key, value: Awaited[Key]): Awaited {
  const { [key]: _, ...rest } = awaited
  return (value === undefined ? rest : { ...rest, [key]: value }) as Awaited
}
