import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { words } from '../../shared/words/editor.ts'
import { EmptyState } from './EmptyState.tsx'
import { icons } from './icons.ts'

/** An address that no page answers to. */
export function NotFound() {
  return (
    <EmptyState
      icon={icons.question}
      title={words.errors.notFound}
      advice={words.errors.notFoundAdvice}
      action={
        <Button variant="default" component={Link} to="/workflows">
          {words.errors.toWorkflows}
        </Button>
      }
    />
  )
}
