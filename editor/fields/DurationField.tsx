import { ActionIcon, Button, Group, Input, NumberInput, Select } from '@mantine/core'
import { Plus, X } from 'lucide-react'
import { words } from '../../shared/words/editor.ts'
import { durationOf, type Part, partsOf, type Unit, units } from './duration.ts'

interface Props {
  readonly label: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly description?: string
  readonly error?: string | undefined
  readonly isLabelHidden?: boolean
  /** A duration that may be left out can be cleared. */
  readonly isOptional?: boolean
}

const offered = units.filter((unit) => unit !== 'years' && unit !== 'seconds')

/** A length of time as one says it: "3 days", "1 day and 4 hours". */
export function DurationField({ label, value, onChange, description, error, isLabelHidden, isOptional }: Props) {
  const parts = value ? partsOf(value) : []
  const change = (next: readonly Part[]) => onChange(durationOf(next))
  const free = offered.find((unit) =>
    parts.every((part) => part.unit !== unit && units.indexOf(unit) > units.indexOf(part.unit)),
  )
  return (
    <Input.Wrapper label={isLabelHidden ? undefined : label} description={description} error={error} size="sm">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a part stays itself when it gets another unit
        <Group key={index} gap={8} wrap="nowrap" mt={index > 0 ? 8 : 4}>
          <NumberInput
            aria-label={label}
            value={part.amount}
            min={1}
            max={100_000}
            allowDecimal={false}
            allowNegative={false}
            clampBehavior="strict"
            w={88}
            data-autofocus={index === 0 || undefined}
            onChange={(amount) => Number(amount) > 0 && change(parts.with(index, { ...part, amount: Number(amount) }))}
          />
          <Select
            aria-label={words.fields.unit}
            flex={1}
            data={[...new Set([...offered, part.unit])].map((unit) => ({
              value: unit,
              label: words.fields.units[unit],
            }))}
            value={part.unit}
            comboboxProps={{ withinPortal: !isLabelHidden }}
            onChange={(unit) => unit && change(parts.with(index, { ...part, unit: unit as Unit }))}
          />
          {(isOptional || parts.length > 1) && (
            <ActionIcon aria-label={words.common.remove} onClick={() => change(parts.filter((_, at) => at !== index))}>
              <X size={14} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {(parts.length === 0 || (parts.length < 3 && free)) && (
        <Button
          variant="subtle"
          size="compact-sm"
          mt={4}
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => change([...parts, { amount: 1, unit: parts.length === 0 ? 'days' : free! }])}
        >
          {parts.length === 0 ? words.fields.addDuration : words.fields.addUnit(words.fields.units[free!])}
        </Button>
      )}
    </Input.Wrapper>
  )
}
