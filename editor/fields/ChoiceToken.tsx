import { Menu, UnstyledButton } from '@mantine/core'
import { Check } from 'lucide-react'
import css from './Fields.module.css'

interface Props<Value extends string> {
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  readonly title: string
  readonly isPlain?: boolean
  /** What stands in the sentence; else the label of the choice. */
  readonly label?: string
  readonly onChange: (value: Value) => void
}

/** A part of a sentence that is one of few words. */
export function ChoiceToken<Value extends string>({ value, choices, title, isPlain, label, onChange }: Props<Value>) {
  const shown = label ?? choices.find((choice) => choice.value === value)?.label ?? value
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <UnstyledButton className={isPlain ? css.plainToken : css.token} aria-label={`${title}: ${shown}`}>
          {shown}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: 'auto' }}>
        {choices.map((choice) => (
          <Menu.Item
            key={choice.value}
            onClick={() => onChange(choice.value)}
            rightSection={choice.value === value ? <Check size={14} aria-hidden /> : null}
          >
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
