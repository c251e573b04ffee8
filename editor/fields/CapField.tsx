import { Group, NumberInput, Select } from '@mantine/core'
import { limits } from '../../shared/limits.ts'
import type { Cap } from '../../shared/sending.ts'
import { words } from '../../shared/words/editor.ts'
import { DurationField } from './DurationField.tsx'

interface Props {
  readonly value: Cap
  readonly onChange: (value: Cap) => void
}

const { cap: labels } = words.fields

/** How many marketing messages, and over which time. */
export function CapField({ value, onChange }: Props) {
  const { atMost } = value
  return (
    <>
      <Group gap={8} wrap="nowrap" align="flex-end">
        <NumberInput
          label={labels.atMost}
          w={112}
          min={1}
          max={limits.capMessages}
          allowDecimal={false}
          clampBehavior="strict"
          value={atMost}
          onChange={(next) => Number(next) > 0 && onChange({ ...value, atMost: Number(next) })}
        />
        <Select
          label={labels.per}
          flex={1}
          allowDeselect={false}
          data={(['day', 'week', 'rolling'] as const).map((per) => ({ value: per, label: labels.pers[per] }))}
          value={value.per}
          onChange={(per) =>
            onChange(per === 'rolling' ? { per, atMost, period: 'P7D' } : { per: per as 'day' | 'week', atMost })
          }
        />
      </Group>
      {value.per === 'rolling' && (
        <DurationField
          label={labels.period}
          value={value.period}
          onChange={(period) => period && onChange({ per: 'rolling', atMost, period })}
        />
      )}
    </>
  )
}
