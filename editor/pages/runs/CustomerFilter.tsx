import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { useList, useRoute } from '../../api/useRoute.ts'
import css from './Runs.module.css'

const words = pageWords.runs

interface Props {
  readonly value: string | undefined
  readonly onChange: (customer: string | undefined) => void
}

/** One customer out of all, found as one types. */
export function CustomerFilter({ value, onChange }: Props) {
  const [typed, setTyped] = useState('')
  const [query] = useDebouncedValue(typed, 250)
  const chosen = useRoute('readCustomer', { params: { customer: value ?? '' }, enabled: value !== undefined })
  const isSearching = query.trim() !== '' && query !== chosen.data?.name
  const found = useList('listCustomers', {
    query: { limit: 20, ...(isSearching ? { query: query.trim() } : {}) },
    keepPrevious: true,
  })
  const people = new Map(
    found.items?.map(({ id, name, email }) => [id, email && email !== name ? `${name}, ${email}` : name]),
  )
  if (value !== undefined) people.set(value, chosen.data?.name ?? value)
  return (
    <Select
      className={css.filter}
      aria-label={pageWords.columns.customer}
      placeholder={words.searchCustomer}
      searchable
      clearable
      // The server has found them already; names need not contain what was typed.
      filter={({ options }) => options}
      searchValue={typed}
      onSearchChange={setTyped}
      nothingFoundMessage={words.noCustomer}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      data={[...people].map(([id, name]) => ({ value: id, label: name }))}
    />
  )
}
