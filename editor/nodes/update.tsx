import { ActionIcon, Group, Select } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { SettingsOf } from '../../shared/nodes/index.ts'
import { words } from '../../shared/words/editor.ts'
import { AddButton } from '../fields/AddButton.tsx'
import { AttributeField } from '../fields/NameField.tsx'
import { ValueToken } from '../fields/ValueToken.tsx'
import css from './Forms.module.css'
import type { NodeForm } from './form.ts'

const { update: labels } = words.forms
type Line = SettingsOf<'update'>['set'][number]

export const update: NodeForm<'update'> = ({ settings, onChange }) => {
  const lines: readonly Line[] = settings.set ?? []
  const change = (next: readonly Line[]) => onChange({ ...settings, set: next })
  return (
    <>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <section key={index} className={css.part} aria-label={labels.line(index + 1)}>
          <Group gap={4} wrap="nowrap" align="flex-end">
            <div style={{ flex: 1, minWidth: 0 }}>
              <AttributeField
                label={labels.attribute}
                value={line.attribute}
                onChange={(attribute) => change(lines.with(index, { ...line, attribute }))}
              />
            </div>
            {lines.length > 1 && (
              <ActionIcon
                aria-label={labels.removeLine(index + 1)}
                onClick={() => change(lines.filter((_, at) => at !== index))}
              >
                <Trash2 size={14} aria-hidden />
              </ActionIcon>
            )}
          </Group>
          <Select
            label={labels.how}
            data={[
              { value: 'set', label: labels.set },
              { value: 'remove', label: labels.remove },
            ]}
            value={line.to === null ? 'remove' : 'set'}
            onChange={(how) => change(lines.with(index, { ...line, to: how === 'remove' ? null : '' }))}
          />
          {line.to !== null && (
            <p>
              {labels.to}{' '}
              <ValueToken
                op="is"
                hasRun
                value={line.to}
                onChange={(to) => !Array.isArray(to) && change(lines.with(index, { ...line, to }))}
              />
            </p>
          )}
        </section>
      ))}
      {lines.length < 50 && (
        <AddButton onClick={() => change([...lines, { attribute: '', to: '' }])}>{labels.add}</AddButton>
      )}
    </>
  )
}
