import { Button, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'

const words = pageWords.start.demo

/** Opens the demo store beside one's own, then shows its workflows. */
export function OpenDemo({ isQuiet }: { readonly isQuiet?: boolean }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const open = useChange('openDemo')
  const begin = () =>
    open.mutate(
      { body: {} },
      {
        async onSuccess() {
          client.clear()
          await navigate({ to: '/workflows' })
        },
      },
    )
  return (
    <div>
      <Button {...(isQuiet ? { variant: 'default' } : {})} loading={open.isPending} onClick={begin}>
        {words.action}
      </Button>
      {open.error && (
        <Text size="sm" c="red" role="alert" mt="xs">
          {sentenceOf(open.error)}
        </Text>
      )}
    </div>
  )
}
