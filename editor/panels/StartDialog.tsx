import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { Audience } from '../../shared/audience.ts'
import { words } from '../../shared/words/editor.ts'
import { sentenceOf } from '../api/sentenceOf.ts'
import { useChange, useRoute } from '../api/useRoute.ts'
import { AudienceField } from '../fields/AudienceField.tsx'
import { RequestFields } from '../fields/RequestFields.tsx'
import { askedBy, type Given, hasKey, propertiesOf } from '../fields/request.ts'
import { useVocabulary } from '../fields/useVocabulary.ts'
import type { Draft } from '../store/document.ts'
import { Dialog } from './Dialog.tsx'

interface Props {
  readonly workflow: string
  readonly document: Draft
  readonly onClose: () => void
}

const { start: text } = words

/** Lets many people in at once, by hand: whom, with which properties, and how many these are, before it is done. */
export function StartDialog({ workflow, document, onClose }: Props) {
  const [audience, setAudience] = useState<Audience>({ of: 'everyone' })
  const [given, setGiven] = useState<Given>({})
  const [settled] = useDebouncedValue(given, 300)
  const begins = useVocabulary().workflows.find(({ id }) => id === workflow)?.links.begins
  const isKnown = begins !== undefined && hasKey(begins, given)
  const isWhole = Audience.safeParse(audience).success && isKnown && settled === given
  const preview = useRoute('previewStart', {
    params: { workflow },
    body: { audience, properties: propertiesOf(settled) },
    enabled: isWhole,
    isAskedAnew: true,
  })
  const start = useChange('startAudience', { renews: ['readStats', 'listRuns'] })
  const { data } = preview
  const error = start.error ?? preview.error
  const letIn = () =>
    start.mutate(
      { params: { workflow }, body: { audience, properties: propertiesOf(given) } },
      {
        onSuccess: () => {
          notifications.show({ message: text.done(data?.matching ?? 0), color: 'leaf' })
          onClose()
        },
      },
    )
  return (
    <Dialog onClose={onClose} title={text.title} size={480}>
      <Stack gap="sm">
        <AudienceField label={text.audience} value={audience} document={document} onChange={setAudience} />
        {begins && <RequestFields names={askedBy(begins)} needed={begins.key} value={given} onChange={setGiven} />}
        {!preview.error && audience.of !== 'condition' && (
          <Text aria-live="polite">
            {begins?.key != null && !isKnown
              ? text.giveKey(begins.key)
              : data
                ? text.count(data.matching, data.of, data.complete)
                : words.common.loading}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        {error && <Alert color="red">{sentenceOf(error)}</Alert>}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button disabled={!isWhole || !data || data.matching === 0} loading={start.isPending} onClick={letIn}>
          {isWhole && data && data.matching > 0 ? text.confirm(data.matching, data.complete) : text.confirmNobody}
        </Button>
      </Group>
    </Dialog>
  )
}
