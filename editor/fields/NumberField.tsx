import { NumberInput, type NumberInputProps } from '@mantine/core'
import { useTyped } from './useTyped.ts'

interface Props extends Omit<NumberInputProps, 'value' | 'onChange' | 'defaultValue'> {
  readonly value: number | undefined
  /** Nothing for a field that was emptied. */
  readonly onChange: (value: number | undefined) => void
}

/** A number; what is being typed and is none yet, as the "-" of "-5", stands in the field and changes nothing. */
export function NumberField({ value, onChange, ...others }: Props) {
  const [typed, setTyped] = useTyped(value, { show, read })
  return (
    <NumberInput
      {...others}
      value={typed}
      onChange={(text) => {
        setTyped(text)
        const next = read(text)
        if (!Number.isNaN(next) && next !== value) onChange(next)
      }}
      onBlur={() => setTyped(show(value))}
    />
  )
}

const show = (value: number | undefined): string | number => value ?? ''
const read = (text: string | number): number | undefined => (text === '' ? undefined : Number(text))
