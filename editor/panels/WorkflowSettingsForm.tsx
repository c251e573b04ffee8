import { Autocomplete, Button, Group, Select, Textarea, TextInput } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import { limits } from '../../shared/limits.ts'
import { words } from '../../shared/words/editor.ts'
import type { ExitRule, Reentry, WorkflowSettings } from '../../shared/workflow.ts'
import type { Context } from '../commands/command.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { ConditionField } from '../fields/ConditionField.tsx'
import { DurationField } from '../fields/DurationField.tsx'
import { PropertyField } from '../fields/NameField.tsx'
import css from '../nodes/Forms.module.css'
import { triggerEventOf } from '../nodes/form.ts'
import { useWorkflow } from '../store/WorkflowContext.ts'
import { GoalForm } from './GoalForm.tsx'
import { HoldoutField, SendingSettings } from './SendingSettings.tsx'

const { settings: labels } = words
const zones = Intl.supportedValuesOf('timeZone')

/** What holds for the whole workflow: who may enter, again and under which key, what ends a run early, and where its days begin. */
export function WorkflowSettingsForm({ context }: { readonly context: Context }) {
  const document = useWorkflow((state) => state.document)
  const { perform } = context.store.getState()
  const { settings } = document
  const set = (field: 'settings' | 'description', value: unknown, merge: string) =>
    perform(words.edits.workflow, { changes: [{ change: 'setField', field, value }] }, { merge })
  const change = <Key extends keyof WorkflowSettings>(key: Key, value: WorkflowSettings[Key] | undefined) => {
    const { [key]: _, ...rest } = settings
    set('settings', value === undefined ? rest : { ...settings, [key]: value }, `workflow ${key}`)
  }
  const exits: readonly ExitRule[] = settings.exits ?? []
  const setExits = (next: readonly ExitRule[]) => change('exits', next.length ? [...next] : undefined)
  return (
    <>
      <Textarea
        label={labels.description}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={limits.noteBytes}
        value={document.description ?? ''}
        onChange={(event) => set('description', event.currentTarget.value || undefined, 'workflow description')}
      />
      <div>
        <PropertyField
          label={labels.key}
          event={triggerEventOf(document)}
          value={settings.key ?? ''}
          onChange={(key) => change('key', key || undefined)}
        />
        <p className="quiet" style={{ fontSize: 12, lineHeight: '16px', marginTop: 4 }}>
          {labels.keyAbout}
        </p>
      </div>
      <Select
        label={labels.reentry}
        data={(Object.keys(labels.rules) as Reentry['rule'][]).map((rule) => ({
          value: rule,
          label: labels.rules[rule],
        }))}
        value={settings.reentry?.rule ?? null}
        onChange={(rule) =>
          rule && change('reentry', rule === 'notBefore' ? { rule, period: 'P30D' } : { rule: rule as 'once' })
        }
      />
      {settings.reentry?.rule === 'notBefore' && (
        <DurationField
          label={labels.period}
          value={settings.reentry.period}
          onChange={(period) => period && change('reentry', { rule: 'notBefore', period })}
        />
      )}
      <ConditionField
        label={labels.filter}
        description={labels.filterAbout}
        value={settings.filter}
        hasRun
        hasAudience
        empty={labels.filterEmpty}
        onChange={(filter) => change('filter', filter)}
      />
      {exits.map((exit, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: exit rules have no identity but their place
        <section key={index} className={css.part} aria-label={labels.exit(index + 1)}>
          <Group gap={4} wrap="nowrap" align="flex-end">
            <TextInput
              flex={1}
              label={labels.exit(index + 1)}
              maxLength={limits.nameLength}
              value={exit.title}
              onChange={(event) => setExits(exits.with(index, { ...exit, title: event.currentTarget.value }))}
            />
            <Button
              variant="subtle"
              color="gray"
              px={8}
              aria-label={labels.removeExit(index + 1)}
              onClick={() => setExits(exits.filter((_, at) => at !== index))}
            >
              <Trash2 size={14} aria-hidden />
            </Button>
          </Group>
          <ConditionField
            label={labels.exitWhen}
            value={exit.when}
            hasRun
            isRequired
            onChange={(when) => when && setExits(exits.with(index, { ...exit, when }))}
          />
        </section>
      ))}
      {exits.length < limits.exitRules && (
        <AddButton
          onClick={() =>
            setExits([
              ...exits,
              {
                title: labels.newExit,
                when: { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1, within: 'run' },
              },
            ])
          }
        >
          {labels.addExit}
        </AddButton>
      )}
      <GoalForm value={settings.goal} onChange={(goal) => change('goal', goal)} />
      <HoldoutField settings={settings} change={change} />
      <SendingSettings settings={settings} change={change} />
      <Autocomplete
        label={labels.zone}
        description={labels.zoneAbout}
        data={zones}
        limit={30}
        value={settings.zone ?? ''}
        onChange={(zone) => change('zone', zone || undefined)}
      />
    </>
  )
}
