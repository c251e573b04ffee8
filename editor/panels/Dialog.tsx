import { Modal, type ModalProps } from '@mantine/core'
import { useFocusBack } from './useFocusBack.ts'

interface Props extends Omit<ModalProps, 'opened' | 'returnFocus'> {
  /** Absent for a dialog that is there only while it is open. */
  readonly opened?: boolean
}

/** A dialog over the page, which gives the focus back where it was opened. */
export function Dialog({ opened = true, ...others }: Props) {
  useFocusBack(opened)
  return <Modal opened={opened} returnFocus={false} {...others} />
}
