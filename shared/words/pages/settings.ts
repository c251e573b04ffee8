import { limits } from '../../limits.ts'
import { showCount, showNumber } from '../show.ts'

export const settingsWords = {
  title: 'Settings',
  tabs: {
    sources: 'Sources and keys',
    mail: 'Mail',
    sending: 'Sending',
    store: 'Store',
    refused: 'Refused events',
    parked: 'Set aside',
  },
  save: 'Save',
  saved: 'Saved',
  unsaved: 'Not saved yet',
  mail: {
    smtpOn: 'A mail server is connected.',
    smtpOff: 'No mail server is connected. Mails stay in the outbox.',
    smtpOffAdvice: 'Start Perennial with PERENNIAL_SMTP_URL, such as smtp://user:password@mail.example.com:587.',
    smtpDemo: 'The demo store never sends mail. What it would send is in its outbox.',
    sender: 'Sender',
    senderExample: 'Fern & Fig <hello@fern.example>',
    senderAdvice: 'Whom recipients see. Marketing cannot be published over SMTP without it.',
    replyTo: 'Replies go to',
    replyToAdvice: 'Empty: to the sender.',
    postalAddress: 'Postal address',
    postalAddressAdvice: 'Stands at the foot of marketing mails, as the law asks in most countries.',
    dkimDomain: 'DKIM domain',
    dkimDomainExample: 'fern.example',
    dkimDomainAdvice:
      'The domain that signs your mails: that of the sender, or the one above it. Empty: mails are not signed.',
    dkimSelector: 'DKIM selector',
    dkimSelectorAdvice: 'Names this key among those of the domain.',
    clicks: 'Note which links are clicked',
    clicksAdvice:
      'Links in mails lead over this server, so that workflows can go on by a click. Links to unsubscribe are never touched.',
    opens: 'Note when a mail is opened',
    opensAdvice:
      'By an invisible picture. Many mail programs load it for everyone or for nobody, so rely on clicks. Customers who refuse tracking get neither.',
    consent: 'Send marketing also to people who never said no',
    consentAdvice:
      'Off: only those who said yes get marketing. On: also those who were never asked. In the European Union and many other places that is not allowed, except to your own buyers for what is similar. Those who said no never get any.',
  },
  dkim: {
    title: 'DKIM key',
    lead: 'Signs your mails, so that receivers know that they are yours.',
    none: 'Large mailbox providers refuse bulk mail without DKIM.',
    set: 'A key is set. It is never shown again.',
    notSigning: 'Enter a DKIM domain and a selector above and save them: mails are not signed until then.',
    make: 'Make a key',
    own: 'Use a key of your own',
    ownLabel: 'Private key, as PEM',
    ownAdvice: 'RSA with 1,024 to 4,096 bits, without a passphrase.',
    ownAction: 'Set the key',
    remove: 'Remove the key',
    removeTitle: 'Remove this key?',
    removeText: 'Mails are not signed from now on. The key cannot be had back from here.',
    record: 'Add this TXT record to the DNS of your domain, before you send.',
    recordName: 'Name',
    recordValue: 'Value',
    copyName: 'Copy the name',
    copyValue: 'Copy the value',
  },
  sending: {
    quietHours: 'Quiet hours',
    quietHoursAbout: 'Marketing waits until they are over, on the clock of each customer.',
    quietHoursName: (number: number) => `Quiet hours ${showNumber(number)}`,
    removeQuietHours: (number: number) => `Remove quiet hours ${showNumber(number)}`,
    addQuietHours: 'Add quiet hours',
    transactional: 'Transactional messages keep them too',
    transactionalAbout: 'Off: what belongs to an order or an account goes at any hour.',
    caps: 'Limits for each customer',
    capsAbout:
      'How many marketing e-mails one customer gets at most, over all workflows. One too many waits until it may go.',
    capName: (number: number) => `Limit ${showNumber(number)}`,
    removeCap: (number: number) => `Remove limit ${showNumber(number)}`,
    addCap: 'Add a limit',
    waiting: 'Messages that wait',
    waitingAbout: 'A message that may not go within this time is skipped, and the customer goes on without it.',
    giveUp: 'Give up after',
    holdout: 'Customers left out',
    holdoutAbout:
      'A share of all customers who enter no workflow with a goal. Compare how many of them reach it, and you know what your workflows do.',
    holdoutShare: 'Share',
  },
  retention: {
    title: 'How long events are kept',
    about:
      'How often somebody did something, and when first and last, is known for ever. So are your messages and how everybody went through your workflows.',
    limited: 'Remove old events',
    unlimited: 'Every event is kept.',
    days: 'Keep events for',
    daysUnit: ' days',
    daysAdvice: (least: number) => `At least ${showNumber(least)} days.`,
    forEver: 'Never remove',
    forEverAbout: 'Events whose contents you ask about, however long ago they were: for most stores, orders.',
    removes: (events: number, complete: boolean, day: string) =>
      events === 0 && complete
        ? `No event is from before ${day}, so nothing is removed today. Later ones are once they are that old, and nobody can bring them back.`
        : `When you save, ${howMany(events, complete)} from before ${day} ${events === 1 ? 'is' : 'are'} removed. Nobody can bring them back.`,
    counting: 'Counting how many events go…',
    running: (done: number, of: number) =>
      `Removing old events: ${showNumber(done)} of ${showCount(of, 'customer', 'customers')} looked at`,
    done: (removed: number, day: string) =>
      removed === 0
        ? 'There was nothing to remove when last looked.'
        : `${showCount(removed, 'event', 'events')} from before ${day} ${removed === 1 ? 'was' : 'were'} removed last.`,
  },
  store: {
    name: 'Name',
    nameAdvice: 'Your customers see it when they unsubscribe.',
    zone: 'Time zone',
    zoneAdvice: 'For customers and workflows that have none of their own.',
    currency: 'Currency',
    currencyAdvice: 'Sums are kept in it. Amounts in others are counted beside them.',
    demoTitle: 'Demo store',
    demoText: 'A store of its own with 5,000 invented customers. Opening and leaving it changes nothing of yours.',
  },
} as const

export const sourcesWords = {
  lead: 'Each place that sends events has a key of its own, so that one can be revoked without the others.',
  create: 'Add a source',
  name: 'Name',
  nameExample: 'Checkout server',
  kind: 'Where does it run?',
  kinds: { server: 'Server', browser: 'Browser', connection: 'Connection', import: 'Import' },
  serverAdvice: 'A server is trusted: what it says may join two customers. Keep its key secret.',
  browserAdvice: 'A browser’s key is public. It takes events and tells nothing.',
  createAction: 'Make the key',
  empty: 'No sources yet',
  emptyAdvice: 'Add one to get a write key.',
  revoked: 'Revoked',
  revoke: 'Revoke',
  revokeOf: (name: string) => `Revoke the key of ${name}`,
  revokeTitle: 'Revoke this key?',
  revokeText: (name: string) => `Events with the key of ${name} are refused from now on. This cannot be undone.`,
  copyOf: (name: string) => `Copy the key of ${name}`,
  never: 'Never',
} as const

export const parkedWords = {
  lead: 'Entries that were accepted and could not be processed: an error of Perennial, not of yours. Nothing of them took effect for the customer named.',
  empty: 'Nothing is set aside',
  emptyAdvice: 'What cannot be processed is kept here with the error, and all else goes on.',
  entry: 'Entry',
  timer: 'A timer came due',
  kinds: {
    event: 'An event',
    turn: 'What an entry meant for a customer',
    start: 'A request to start',
    consent: 'A consent',
  } as { readonly [what: string]: string },
  customer: (id: string) => `Customer ${id}`,
  again: 'Process again',
  done: 'It is processed as a new entry',
} as const

export const refusedWords = {
  lead: `What came under a valid key but is no event that can be taken. Mend it and send it again, or forget it. Of each source the newest ${showNumber(limits.refusedEvents)} are kept.`,
  empty: 'No event was refused',
  emptyAdvice: 'Events that cannot be taken are kept here with the reason.',
  more: (count: number) => `and ${showCount(count, 'more', 'more')}`,
  mend: 'Mend',
  title: 'A refused event',
  body: 'The event as it came',
  bodyLabel: 'The event, as JSON',
  historical: 'It came with an import, so it starts no workflow.',
  notJson: 'This is not JSON yet.',
  send: 'Send again',
  forget: 'Forget',
  forgetTitle: 'Forget this event?',
  forgetText: 'It is gone for good, and was never taken.',
  stillWrong: 'It was refused again',
  accepted: 'Taken as an event',
  problems: (count: number) => showCount(count, 'problem', 'problems'),
} as const

const howMany = (events: number, complete: boolean): string =>
  complete || events > 0 ? `${complete ? 'up to' : 'at least'} ${showCount(events, 'event', 'events')}` : 'events'
