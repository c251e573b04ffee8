import { Button, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { ChevronDown } from 'lucide-react'
import { sourceName } from '../../../shared/words/pages/customers.ts'
import { pageWords } from '../../../shared/words/pages.ts'
import { showStoreInstant } from '../../../shared/words/storeTime.ts'
import type { Answer } from '../../api/call.ts'
import { sentenceOf } from '../../api/sentenceOf.ts'
import { useChange } from '../../api/useRoute.ts'
import { Chip } from '../../panels/Chip.tsx'
import css from './Customer.module.css'
import { Part } from './Profile.tsx'

const words = pageWords.customer
const tones = { granted: 'live', denied: 'loss', unknown: 'draft' } as const

const purposes = {
  marketing: { title: words.consent, states: words.consents, whenDenied: '' },
  tracking: { title: words.tracking, states: words.trackingStates, whenDenied: words.trackingDenied },
} as const

/** What a customer said about marketing e-mail or about tracking, since when and by what, and a way to write down what they say now. */
export function Consent({
  customer,
  purpose,
}: {
  readonly customer: Answer<'readCustomer'>
  readonly purpose: keyof typeof purposes
}) {
  const change = useChange('setConsent', { renews: ['readCustomer', 'readTimeline'] })
  const { title, states, whenDenied } = purposes[purpose]
  const consent = customer.consents.find((one) => one.channel === 'email' && one.purpose === purpose)
  const is = consent?.is ?? 'unknown'
  const say = (said: 'granted' | 'denied') =>
    change.mutate(
      { params: { customer: customer.id }, body: { channel: 'email', purpose, is: said } },
      { onSuccess: () => notifications.show({ message: words.consentChanged }) },
    )
  return (
    <Part title={title}>
      <div className={css.consent}>
        <Chip tone={tones[is]}>{states[is]}</Chip>
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`${words.change}: ${title}`}
              loading={change.isPending}
              rightSection={<ChevronDown size={12} strokeWidth={1.8} aria-hidden />}
            >
              {words.change}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => say('granted')} disabled={is === 'granted'}>
              {words.grant}
            </Menu.Item>
            <Menu.Item onClick={() => say('denied')} disabled={is === 'denied'}>
              {words.deny}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </div>
      {is === 'denied' && whenDenied && <p className={css.aside}>{whenDenied}</p>}
      {consent?.at && (
        <p className={css.aside}>
          {words.consentSince(showStoreInstant(consent.at), sourceName(consent.source ?? ''))}
        </p>
      )}
      {consent?.wording && <p className={css.aside}>{words.wording(consent.wording)}</p>}
      {change.error && (
        <p className={css.error} role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
    </Part>
  )
}
