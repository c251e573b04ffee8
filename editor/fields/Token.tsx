import { Popover, UnstyledButton } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import css from './Fields.module.css'

interface Props {
  readonly label: string
  /** Which part of the sentence it is, for those who can't see the sentence around it. */
  readonly title: string
  readonly isEmpty?: boolean
  /** Words of the sentence that can be changed but are not its point. */
  readonly isPlain?: boolean
  readonly children: (close: () => void) => ReactNode
}

/** A changeable part of a sentence: a press opens the small form for it. */
export function Token({ label, title, isEmpty, isPlain, children }: Props) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      width={260}
      withinPortal
    >
      <Popover.Target>
        <UnstyledButton
          className={isPlain ? css.plainToken : css.token}
          data-empty={isEmpty || undefined}
          aria-label={`${title}: ${label}`}
          onClick={() => setOpen((was) => !was)}
        >
          {label}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={css.dropdown}>{isOpen && children(close)}</Popover.Dropdown>
    </Popover>
  )
}
