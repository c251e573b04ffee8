import { TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { Search } from 'lucide-react'
import { useState } from 'react'

interface Props {
  readonly label: string
  /** What is searched for. */
  readonly value: string
  readonly onSearch: (text: string) => void
  readonly className?: string | undefined
}

/** Searches once nobody has typed for a moment. Shows what is searched for when that was changed elsewhere, as by clearing the filters. */
export function SearchField({ label, value, onSearch, className }: Props) {
  const [typed, setTyped] = useState(value)
  // What was sent may arrive when more has been typed.
  const [onItsWay, setOnItsWay] = useState<readonly string[]>([])
  const [before, setBefore] = useState(value)
  if (value !== before) {
    setBefore(value)
    const arrived = onItsWay.indexOf(value)
    setOnItsWay(arrived < 0 ? [] : onItsWay.slice(arrived + 1))
    if (arrived < 0) setTyped(value)
  }
  const search = useDebouncedCallback((text: string) => {
    if (text !== value) setOnItsWay((others) => [...others, text])
    onSearch(text)
  }, 250)
  return (
    <TextInput
      className={className}
      aria-label={label}
      placeholder={label}
      leftSection={<Search size={14} strokeWidth={1.6} aria-hidden />}
      value={typed}
      maxLength={200}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        search(event.currentTarget.value.trim())
      }}
    />
  )
}
