import { Select } from '@mantine/core'
import type { Audience } from '../../shared/audience.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { triggerForms } from '../../shared/words/triggerForms.ts'
import { SegmentSelect } from '../nodes/segment.tsx'
import type { Draft } from '../store/document.ts'
import { ConditionField } from './ConditionField.tsx'

const { audience: labels } = triggerForms

interface Props {
  readonly label: string
  readonly value: Audience
  readonly document: Draft
  readonly onChange: (value: Audience) => void
}

const kinds = ['everyone', 'segment', 'condition'] as const
const firstCondition: Predicate = { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }
const empty = {
  everyone: { of: 'everyone' },
  segment: { of: 'segment', segment: '' },
  condition: { of: 'condition', when: firstCondition },
} satisfies { [Of in Audience['of']]: Audience }

/** Whom something is for: everyone, the members of a segment, or whoever fits a condition, with how many these are now. */
export function AudienceField({ label, value, document, onChange }: Props) {
  return (
    <>
      <Select
        label={label}
        allowDeselect={false}
        data={kinds.map((of) => ({ value: of, label: labels.choices[of] }))}
        value={value.of}
        onChange={(of) => of && of !== value.of && onChange(empty[of])}
      />
      {value.of === 'segment' && (
        <SegmentSelect
          label={labels.segment}
          value={value.segment}
          document={document}
          onChange={(segment) => onChange({ of: 'segment', segment })}
        />
      )}
      {value.of === 'condition' && (
        <ConditionField
          label={labels.condition}
          value={value.when}
          isRequired
          hasAudience
          onChange={(when) => when && onChange({ of: 'condition', when })}
        />
      )}
    </>
  )
}
