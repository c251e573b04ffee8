import { Button } from '@mantine/core'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'

/** Adds one more to a list of settings, under the list. */
export function AddButton({ children, onClick }: { readonly children: ReactNode; readonly onClick: () => void }) {
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      style={{ alignSelf: 'flex-start' }}
      leftSection={<Plus size={14} aria-hidden />}
      onClick={onClick}
    >
      {children}
    </Button>
  )
}
