import { Select } from '@mantine/core'
import { chainForms } from '../../shared/words/chainForms.ts'
import { useVocabulary } from './useVocabulary.ts'

const { workflow: labels } = chainForms

interface Props {
  readonly label: string
  readonly value: string | undefined
  /** The workflow that asks, which is not among the others. */
  readonly own: string
  /** What to know about one that is in such a state. */
  readonly states?: { readonly [State in 'draft' | 'paused' | 'ended']?: string }
  readonly onChange: (workflow: string) => void
}

/** Another workflow of the store. */
export function WorkflowSelect({ label, value, own, states = labels.states, onChange }: Props) {
  const { workflows } = useVocabulary()
  const known = new Map(workflows.filter(({ id }) => id !== own).map(({ id, title, state }) => [id, { title, state }]))
  const chosen = value ? known.get(value) : undefined
  const data = [...known].map(([id, { title }]) => ({ value: id, label: title }))
  if (value && !chosen) data.push({ value, label: value })
  return (
    <Select
      label={label}
      placeholder={labels.choose}
      searchable
      data={data}
      value={value || null}
      nothingFoundMessage={labels.none}
      description={chosen && chosen.state !== 'live' ? states[chosen.state] : undefined}
      onChange={(id) => id && onChange(id)}
    />
  )
}
