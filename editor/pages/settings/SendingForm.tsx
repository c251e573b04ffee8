import { NumberInput, Switch } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import type { Sending } from '../../../shared/sending.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { CapField } from '../../fields/CapField.tsx'
import { DurationField } from '../../fields/DurationField.tsx'
import { HoursField } from '../../fields/HoursField.tsx'
import { ListOf } from '../../fields/ListOf.tsx'
import { FormFrame } from './FormFrame.tsx'
import css from './Settings.module.css'
import { useSettingsForm } from './useSettingsForm.ts'

const words = pageWords.settings.sending

/** When and how often the store sends, over all workflows. */
export function SendingForm() {
  const form = useSettingsForm(['sending/giveUpAfter'])
  const sending = form.values?.sending
  const change = (part: Partial<Sending>) => sending && form.change({ sending: { ...sending, ...part } })
  return (
    <FormFrame form={form}>
      {sending && (
        <>
          <Group title={words.quietHours} about={words.quietHoursAbout}>
            <ListOf
              items={sending.quietHours}
              most={limits.quietHours}
              name={words.quietHoursName}
              removeLabel={words.removeQuietHours}
              addLabel={words.addQuietHours}
              added={() => ({ from: '21:00', to: '09:00' })}
              onChange={(quietHours) => change({ quietHours })}
            >
              {(hours, set) => <HoursField value={hours} onChange={set} />}
            </ListOf>
            <Switch
              label={words.transactional}
              description={words.transactionalAbout}
              checked={sending.quietForTransactional}
              onChange={(event) => change({ quietForTransactional: event.currentTarget.checked })}
            />
          </Group>
          <Group title={words.caps} about={words.capsAbout}>
            <ListOf
              items={sending.caps}
              most={limits.caps}
              name={words.capName}
              removeLabel={words.removeCap}
              addLabel={words.addCap}
              added={() => ({ channel: 'email' as const, cap: { per: 'week' as const, atMost: 3 } })}
              onChange={(caps) => change({ caps })}
            >
              {({ channel, cap }, set) => <CapField value={cap} onChange={(next) => set({ channel, cap: next })} />}
            </ListOf>
          </Group>
          <Group title={words.waiting} about={words.waitingAbout}>
            <DurationField
              label={words.giveUp}
              value={sending.giveUpAfter}
              error={form.errorOf('sending/giveUpAfter')}
              onChange={(giveUpAfter) => giveUpAfter && change({ giveUpAfter })}
            />
          </Group>
          <Group title={words.holdout} about={words.holdoutAbout}>
            <NumberInput
              label={words.holdoutShare}
              w={160}
              suffix=" %"
              min={0}
              max={50}
              allowDecimal={false}
              clampBehavior="strict"
              value={sending.holdout}
              onChange={(holdout) => change({ holdout: Number(holdout) || 0 })}
            />
          </Group>
        </>
      )}
    </FormFrame>
  )
}

function Group({
  title,
  about,
  children,
}: {
  readonly title: string
  readonly about: string
  readonly children: React.ReactNode
}) {
  return (
    <section className={css.group} aria-label={title}>
      <h2>{title}</h2>
      <p>{about}</p>
      {children}
    </section>
  )
}
