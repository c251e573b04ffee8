import { NumberInput, type NumberInputProps } from '@mantine/core'
import { useState } from 'react'

interface Props extends Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> {
  readonly value: number | undefined
  /** Nothing for a field that was emptied. */
  readonly onChange: (value: number | undefined) => void
}

/** A number; what is being typed and is none yet, as the "-" of "-5", stands in the field and changes nothing. */
export function NumberField({ value, onChange, ...others }: Props) {
  const [typed, setTyped] = useState<string | number>()
  const [before, setBefore] = useState(value)
  if (value !== before) {
    setBefore(value)
    // Something else changed it, as undoing does.
    if (typed !== undefined && numberIn(typed) !== value) setTyped(undefined)
  }
  return (
    <NumberInput
      {...others}
      value={typed ?? value ?? ''}
      onChange={(text) => {
        setTyped(text)
        const next = numberIn(text)
        if (!Number.isNaN(next) && next !== value) onChange(next)
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}

const numberIn = (text: string | number): number | undefined => (text === '' ? undefined : Number(text))
