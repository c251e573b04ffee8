import { ActionIcon, Autocomplete, Group } from '@mantine/core'
import { Trash2 } from 'lucide-react'
import type { Given } from '../../shared/nodes/define.ts'
import { chainForms } from '../../shared/words/chainForms.ts'
import css from '../nodes/Forms.module.css'
import { AddButton } from './AddButton.tsx'
import { ValueToken } from './ValueToken.tsx'

const { given: labels } = chainForms
const most = 50

interface Props {
  readonly label: string
  readonly value: Given | undefined
  /** Names that whatever gets them knows. */
  readonly names: readonly string[]
  /** Absent when the last one was taken away. */
  readonly onChange: (given: Given | undefined) => void
}

/** Properties and their values, a line each: "cart_id is the trigger's cart id". */
export function GivenField({ label, value = [], names, onChange }: Props) {
  const change = (next: Given) => onChange(next.length > 0 ? next : undefined)
  const unused = names.filter((name) => !value.some(({ property }) => property === name))
  return (
    <section className={css.part} aria-label={label}>
      {value.length > 0 && <b>{label}</b>}
      {value.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their place
        <Group key={index} gap={8} wrap="nowrap" align="center">
          <Autocomplete
            aria-label={labels.property(index + 1)}
            placeholder={labels.propertyHint}
            data={unused}
            value={line.property}
            maxLength={200}
            style={{ flex: 1, minWidth: 0 }}
            onChange={(property) => change(value.with(index, { ...line, property }))}
          />
          <span>{labels.is}</span>
          <div style={{ flex: 1, minWidth: 0 }}>
            <ValueToken
              op="is"
              hasRun
              value={line.value}
              onChange={(to) => !Array.isArray(to) && change(value.with(index, { ...line, value: to }))}
            />
          </div>
          <ActionIcon
            aria-label={labels.remove(index + 1)}
            onClick={() => change(value.filter((_, at) => at !== index))}
          >
            <Trash2 size={14} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {value.length < most && (
        <AddButton onClick={() => change([...value, { property: unused[0] ?? '', value: '' }])}>{labels.add}</AddButton>
      )}
    </section>
  )
}
