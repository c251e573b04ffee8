import { Button, Group, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { limits } from '../../../shared/limits.ts'
import { words as shell } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Dialog } from '../../panels/Dialog.tsx'
import css from './Settings.module.css'

const words = pageWords.settings.dkim

/** Takes a private key that somebody has already. It is forgotten here once the server has it. */
export function OwnDkimKey({ onClose }: { readonly onClose: () => void }) {
  const [pem, setPem] = useState('')
  const save = useChange('saveDkimKey', { renews: ['readDkimKey', 'previewPublish'] })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (pem.trim() !== '') save.mutate({ body: { dkimKey: pem } }, { onSuccess: onClose })
  }
  return (
    <Dialog onClose={onClose} title={words.own}>
      <form onSubmit={submit}>
        <Textarea
          label={words.ownLabel}
          description={words.ownAdvice}
          value={pem}
          maxLength={limits.dkimKeyLength}
          minRows={8}
          maxRows={12}
          autosize
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setPem(event.currentTarget.value)}
          error={save.error && sentenceOf(save.error)}
          classNames={{ input: css.json ?? '' }}
          data-autofocus
        />
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="default" onClick={onClose}>
            {shell.common.cancel}
          </Button>
          <Button type="submit" disabled={pem.trim() === ''} loading={save.isPending}>
            {words.ownAction}
          </Button>
        </Group>
      </form>
    </Dialog>
  )
}
