import { Button, Text } from '@mantine/core'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { useOtherStore } from '../../panels/useOtherStore.ts'

const words = pageWords.start.demo

/** Opens the demo store beside one's own, then shows its workflows. */
export function OpenDemo({ isQuiet }: { readonly isQuiet?: boolean }) {
  const toStore = useOtherStore()
  const open = useChange('openDemo')
  const begin = () => open.mutate({ body: {} }, { onSuccess: (status) => toStore(status, '/workflows') })
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
