import { Button } from '@mantine/core'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import type { Answer } from '../../api/call.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'
import css from './Message.module.css'

const words = pageWords.message

/** What to do with a message that failed, or of which nobody knows whether it arrived. */
export function MessageChoice({ message }: { readonly message: Answer<'readMessage'>['message'] }) {
  const [isDropping, setDropping] = useState(false)
  const retry = useChange('retryMessage', { renews: ['readMessage', 'listMessages', 'readRun'] })
  const choose = (choice: 'send' | 'drop') =>
    retry.mutate({ params: { message: message.key }, body: { choice } }, { onSuccess: () => setDropping(false) })
  return (
    <div className={css.choice}>
      {message.state === 'uncertain' && <span className="quiet">{words.uncertainAdvice}</span>}
      <Button size="compact-sm" loading={retry.isPending && !isDropping} onClick={() => choose('send')}>
        {words.sendAgain}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => setDropping(true)}>
        {words.drop}
      </Button>
      {retry.error && !isDropping && (
        <span className={css.error} role="alert">
          {sentenceOf(retry.error)}
        </span>
      )}
      <Confirm
        opened={isDropping}
        title={words.dropTitle}
        text={words.dropText}
        action={words.drop}
        error={retry.error}
        isPending={retry.isPending}
        onConfirm={() => choose('drop')}
        onClose={() => setDropping(false)}
      />
    </div>
  )
}
