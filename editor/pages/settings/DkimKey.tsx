import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { pageWords } from '../../../shared/words/pages.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange, useRoute } from '../../api/useRoute.ts'
import { Confirm } from '../../panels/Confirm.tsx'
import { CopyText } from '../../panels/CopyText.tsx'
import { Failure } from '../../panels/Failure.tsx'
import { OwnDkimKey } from './OwnDkimKey.tsx'
import css from './Settings.module.css'

const words = pageWords.settings.dkim

/** The key that mails are signed with: whether there is one, what DNS must say of it, and how to get one or be rid of it. */
export function DkimKey() {
  const asked = useRoute('readDkimKey')
  const settings = useRoute('readSettings')
  const [dialog, setDialog] = useState<'own' | 'remove'>()
  const renews = { renews: ['readDkimKey', 'previewPublish'] } as const
  const make = useChange('makeDkimKey', renews)
  const remove = useChange('saveDkimKey', renews)
  if (asked.error && !asked.data) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />
  if (!asked.data || !settings.data) return null
  const { dkimKey, record } = asked.data
  const { domain, selector } = settings.data.dkim
  const isSet = dkimKey === 'set'
  return (
    <section className={css.demo} aria-label={words.title}>
      <h2>{words.title}</h2>
      <p>{isSet ? words.set : words.lead}</p>
      {!isSet && <p className={css.standing}>{words.none}</p>}
      {isSet && (domain === '' || selector === '') && (
        <p className={css.standing}>
          {words.none}
          <span>{words.notSigning}</span>
        </p>
      )}
      {record && (
        <>
          <p>{words.record}</p>
          <dl className={css.record}>
            <dt>{words.recordName}</dt>
            <dd>
              <code>{record.name}</code>
              <CopyText text={record.name} label={words.copyName} />
            </dd>
            <dt>{words.recordValue}</dt>
            <dd>
              <code>{record.value}</code>
              <CopyText text={record.value} label={words.copyValue} />
            </dd>
          </dl>
        </>
      )}
      <Group gap="xs">
        {isSet ? (
          <Button variant="default" onClick={() => setDialog('remove')}>
            {words.remove}
          </Button>
        ) : (
          <>
            <Button variant="default" loading={make.isPending} onClick={() => make.mutate({ body: {} })}>
              {words.make}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => setDialog('own')}>
              {words.own}
            </Button>
          </>
        )}
      </Group>
      {make.error && (
        <p className={css.error} role="alert">
          {sentenceOf(make.error)}
        </p>
      )}
      {dialog === 'own' && <OwnDkimKey onClose={() => setDialog(undefined)} />}
      <Confirm
        opened={dialog === 'remove'}
        title={words.removeTitle}
        text={words.removeText}
        action={words.remove}
        error={remove.error}
        isPending={remove.isPending}
        onConfirm={() => remove.mutate({ body: { dkimKey: null } }, { onSuccess: () => setDialog(undefined) })}
        onClose={() => setDialog(undefined)}
      />
    </section>
  )
}
