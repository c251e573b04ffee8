import { Switch, Textarea, TextInput } from '@mantine/core'
import { limits } from '../../../shared/limits.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { useLive } from '../../api/useLive.ts'
import { useRoute } from '../../api/useRoute.ts'
import { DkimKey } from './DkimKey.tsx'
import { FormFrame } from './FormFrame.tsx'
import css from './Settings.module.css'
import { useSettingsForm } from './useSettingsForm.ts'

const words = pageWords.settings.mail

/** Who mails come from, whether they can leave, and who gets marketing. */
export function MailSettings() {
  const form = useSettingsForm([
    'sender',
    'replyTo',
    'postalAddress',
    'dkim/domain',
    'dkim/selector',
    'marketingToUnknown',
  ])
  const { values, change, errorOf } = form
  const live = useLive()
  const asked = useRoute('status', { enabled: !live.status })
  const status = live.status ?? asked.data
  return (
    <>
      {status && (
        <p className={css.standing} data-good={status.smtp || undefined}>
          {status.smtp ? words.smtpOn : status.store === 'demo' ? words.smtpDemo : words.smtpOff}
          {!status.smtp && status.store === 'own' && <span>{words.smtpOffAdvice}</span>}
        </p>
      )}
      <FormFrame form={form}>
        {values && (
          <>
            <TextInput
              label={words.sender}
              description={words.senderAdvice}
              placeholder={words.senderExample}
              value={values.sender}
              maxLength={limits.nameLength}
              onChange={(event) => change({ sender: event.currentTarget.value })}
              error={errorOf('sender')}
            />
            <TextInput
              label={words.replyTo}
              description={words.replyToAdvice}
              value={values.replyTo}
              maxLength={limits.nameLength}
              onChange={(event) => change({ replyTo: event.currentTarget.value })}
              error={errorOf('replyTo')}
            />
            <Textarea
              label={words.postalAddress}
              description={words.postalAddressAdvice}
              value={values.postalAddress}
              maxLength={1000}
              autosize
              minRows={2}
              maxRows={6}
              onChange={(event) => change({ postalAddress: event.currentTarget.value })}
              error={errorOf('postalAddress')}
            />
            <TextInput
              label={words.dkimDomain}
              description={words.dkimDomainAdvice}
              placeholder={words.dkimDomainExample}
              value={values.dkim.domain}
              maxLength={253}
              onChange={(event) => change({ dkim: { ...values.dkim, domain: event.currentTarget.value.trim() } })}
              error={errorOf('dkim/domain')}
            />
            <TextInput
              label={words.dkimSelector}
              description={words.dkimSelectorAdvice}
              value={values.dkim.selector}
              maxLength={63}
              onChange={(event) => change({ dkim: { ...values.dkim, selector: event.currentTarget.value.trim() } })}
              error={errorOf('dkim/selector')}
            />
            <Switch
              label={words.clicks}
              description={words.clicksAdvice}
              checked={values.tracking.clicks}
              onChange={(event) => change({ tracking: { ...values.tracking, clicks: event.currentTarget.checked } })}
            />
            <Switch
              label={words.opens}
              description={words.opensAdvice}
              checked={values.tracking.opens}
              onChange={(event) => change({ tracking: { ...values.tracking, opens: event.currentTarget.checked } })}
            />
            <Switch
              label={words.consent}
              description={words.consentAdvice}
              checked={values.marketingToUnknown}
              onChange={(event) => change({ marketingToUnknown: event.currentTarget.checked })}
              error={errorOf('marketingToUnknown')}
            />
          </>
        )}
      </FormFrame>
      <DkimKey />
    </>
  )
}
