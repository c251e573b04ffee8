import { Button } from '@mantine/core'
import { useState } from 'react'
import type { z } from 'zod'
import type { Source } from '../../../shared/api/models/source.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { useChange } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'

const words = pageWords.sources

/** Refuses a key from now on, after asking. */
export function RevokeSource({ source }: { readonly source: z.infer<typeof Source> }) {
  const [isAsking, setAsking] = useState(false)
  const revoke = useChange('revokeSource', { renews: ['listSources'] })
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="gray"
        aria-label={words.revokeOf(source.name)}
        onClick={() => setAsking(true)}
      >
        {words.revoke}
      </Button>
      <Confirm
        opened={isAsking}
        title={words.revokeTitle}
        text={words.revokeText(source.name)}
        action={words.revoke}
        error={revoke.error}
        isPending={revoke.isPending}
        onConfirm={() =>
          revoke.mutate({ params: { source: source.id }, body: {} }, { onSuccess: () => setAsking(false) })
        }
        onClose={() => setAsking(false)}
      />
    </>
  )
}
