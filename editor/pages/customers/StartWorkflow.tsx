import { Alert, Button, Group, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { words } from '../../../shared/words/editor.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import type { Answer } from '../../api/call.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { RequestFields } from '../../fields/RequestFields.tsx'
import { askedBy, type Given, hasKey, propertiesOf } from '../../fields/request.ts'
import { useVocabulary } from '../../fields/useVocabulary.ts'
import { Dialog } from '../../panels/Dialog.tsx'

const text = pageWords.customer.start

interface Props {
  readonly customer: Pick<Answer<'readCustomer'>, 'id' | 'name'>
}

/** Lets one customer into a workflow by hand; absent where no workflow that is live begins by request. */
export function StartWorkflow({ customer }: Props) {
  const [isOpen, setOpen] = useState(false)
  const { workflows } = useVocabulary()
  const startable = workflows.filter(({ state, links }) => state === 'live' && links.begins.byRequest)
  if (startable.length === 0) return null
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {text.open}
      </Button>
      {isOpen && <StartForOne customer={customer} startable={startable} onClose={() => setOpen(false)} />}
    </>
  )
}

interface DialogProps extends Props {
  readonly startable: Answer<'vocabulary'>['workflows']
  readonly onClose: () => void
}

function StartForOne({ customer, startable, onClose }: DialogProps) {
  const [id, setId] = useState(startable.length === 1 ? startable[0]?.id : undefined)
  const [given, setGiven] = useState<Given>({})
  const start = useChange('startWorkflow', { renews: ['readCustomer', 'readTimeline', 'readStats', 'listRuns'] })
  const workflow = startable.find((one) => one.id === id)
  const begins = workflow?.links.begins
  const letIn = () =>
    workflow &&
    start.mutate(
      { params: { workflow: workflow.id }, body: { customer: customer.id, properties: propertiesOf(given) } },
      {
        onSuccess: () => {
          notifications.show({ message: text.done(workflow.title, customer.name), color: 'leaf' })
          onClose()
        },
      },
    )
  return (
    <Dialog onClose={onClose} title={text.title(customer.name)} size={480}>
      <Stack gap="sm">
        <Select
          label={text.workflow}
          placeholder={text.choose}
          searchable
          allowDeselect={false}
          data={startable.map((one) => ({ value: one.id, label: one.title }))}
          value={id ?? null}
          onChange={(chosen) => {
            setId(chosen ?? undefined)
            setGiven({})
            start.reset()
          }}
        />
        {begins && (
          <RequestFields key={id} names={askedBy(begins)} needed={begins.key} value={given} onChange={setGiven} />
        )}
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        {start.error && <Alert color="red">{sentenceOf(start.error)}</Alert>}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          {words.common.cancel}
        </Button>
        <Button disabled={!begins || !hasKey(begins, given)} loading={start.isPending} onClick={letIn}>
          {text.confirm}
        </Button>
      </Group>
    </Dialog>
  )
}
