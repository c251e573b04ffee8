import { Button, Group, Input, Skeleton } from '@mantine/core'
import { Maximize2 } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { words } from '../../shared/words/editor.ts'
import { Dialog } from '../panels/Dialog.tsx'
import css from './Fields.module.css'
import { type Mail, MailPreview } from './MailPreview.tsx'

const MjmlSource = lazy(() => import('./MjmlSource.tsx').then((module) => ({ default: module.MjmlSource })))

interface Props {
  readonly mail: Mail
  readonly onChange: (mjml: string[]) => void
}

/** The content of an e-mail: its MJML source, and how a customer whom one names would see it. */
export function MjmlField({ mail, onChange }: Props) {
  const [isWide, setWide] = useState(false)
  const source = (height?: string) => (
    <Suspense fallback={<Skeleton height={160} />}>
      <div className={css.code}>
        <MjmlSource
          value={mail.mjml.join('\n')}
          {...(height ? { height } : {})}
          onChange={(text) => onChange(text.split('\n'))}
        />
      </div>
    </Suspense>
  )
  return (
    <div className={css.mail}>
      <Group justify="space-between">
        <Input.Label component="span" size="sm">
          {words.mail.preview}
        </Input.Label>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Maximize2 size={14} aria-hidden />}
          onClick={() => setWide(true)}
        >
          {words.mail.edit}
        </Button>
      </Group>
      {!isWide && <MailPreview mail={mail} height={320} />}
      {!isWide && (
        <Input.Wrapper label={words.mail.source} size="sm" labelElement="div">
          {source('240px')}
        </Input.Wrapper>
      )}
      <Dialog
        opened={isWide}
        onClose={() => setWide(false)}
        size="min(1360px, 96vw)"
        title={mail.subject || words.mail.noSubject}
      >
        <div className={css.mailWide}>
          <div>{source('100%')}</div>
          <div>
            <MailPreview mail={mail} />
          </div>
        </div>
      </Dialog>
    </div>
  )
}
