import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { EmptyState } from './EmptyState.tsx'
import type { LucideIcon } from './icons.ts'

interface Props {
  readonly icon: LucideIcon
  readonly title: string
  readonly advice?: ReactNode
  readonly clear: string
  readonly onClear: () => void
}

/** What a list shows when its filters leave nothing: the one next thing is to take them back. */
export function NothingFits({ icon, title, advice, clear, onClear }: Props) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      advice={advice}
      action={
        <Button variant="default" onClick={onClear}>
          {clear}
        </Button>
      }
    />
  )
}
