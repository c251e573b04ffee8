import { describe, expect, test } from 'vitest'
import type { EventPayload, NewEntry } from '../../../runtime/commit/entry.ts'
import { mailEvents } from '../../../shared/mailEvents.ts'
import { draw, email, openTrial, type Trial } from '../../support/trial.ts'

const letter = draw({
  nodes: {
    'event-1': { kind: 'event', settings: { event: 'Asked' }, ports: { next: 'email-2' } },
    'email-2': email('Hello'),
  },
})
const at = (minute: number) => Date.parse('2026-01-01T10:00:00Z') + minute * 60_000

/** Somebody whose mail waits in the outbox. */
async function asked(): Promise<Trial> {
  const trial = await openTrial([letter])
  await trial.identify('ada', '2026-01-01T09:00')
  await trial.track('ada', 'Asked', '2026-01-01T10:00')
  return trial
}

/** Somebody who was sent a mail, and its key. */
async function sent(): Promise<{ trial: Trial; key: string }> {
  const trial = await asked()
  const [message] = await trial.messages()
  return { trial, key: message!.key }
}

let ids = 0
function response(name: string, properties: object, over: Partial<EventPayload> = {}, context?: object): NewEntry {
  const time = over.time ?? at(1)
  const body = JSON.stringify({ type: 'track', event: name, userId: 'ada', properties, ...(context && { context }) })
  return {
    id: `response-${ids++}`,
    clock: time,
    payload: {
      type: 'event',
      kind: 'track',
      name,
      time,
      identities: [{ kind: 'userId', value: 'ada' }],
      source: 'esp',
      trusted: true,
      historical: false,
      body,
      ...over,
    },
  }
}

const numbersOf = async ({ pages }: Trial) => (await pages.stats('trial'))!.nodes['email-2']
const consentOf = async ({ pages }: Trial) =>
  (await pages.customer('2'))?.consents.find(({ purpose }) => purpose === 'marketing')?.is

describe('what comes back of a mail', () => {
  test('counts once for each message, machines and strangers left out', async () => {
    const { trial, key } = await sent()
    await trial.engine.append([
      response(mailEvents.opened, { email_id: key, machine: true }),
      response(mailEvents.clicked, { email_id: key, machine: true }),
      response(mailEvents.clicked, { email_id: 'somebody-elses' }),
      response(mailEvents.clicked, { email_id: '99-1:email-2:2' }),
      response(mailEvents.clicked, { email_id: key }, { trusted: false, source: 'site' }),
    ])
    await trial.engine.idle()
    expect(await numbersOf(trial)).toMatchObject({ opened: 0, clicked: 0 })
    for (let again = 0; again < 3; again++)
      await trial.engine.append([
        response(mailEvents.opened, { email_id: key, machine: false }),
        response(mailEvents.clicked, { email_id: key, link_url: 'https://shop.example/' }, { time: at(2 + again) }),
        response(mailEvents.complained, { email_id: key }),
        response(mailEvents.bounced, { email_id: key, bounce_type: 'soft' }),
      ])
    await trial.engine.idle()
    expect(await numbersOf(trial)).toMatchObject({ opened: 1, clicked: 1, complained: 1, bounced: 1 })
    await trial.close()
  })

  test.each([
    ['a hard bounce', { bounce_type: 'Hard' }, undefined, 'undeliverable'],
    ['one that says nothing more', {}, undefined, 'undeliverable'],
    ['a soft bounce', { bounce_type: 'soft' }, undefined, 'emailAdmitted'],
    ['one for now', { type: 'Transient' }, undefined, 'emailAdmitted'],
    ['one of this address, written otherwise', {}, { traits: { email: 'ADA@example.com ' } }, 'undeliverable'],
    ['one of an earlier address', {}, { traits: { email: 'old@example.com' } }, 'emailAdmitted'],
  ])('%s decides whether the next mail goes', async (_, properties, context, why) => {
    const { trial } = await sent()
    await trial.engine.append([response(mailEvents.bounced, properties, {}, context)])
    await trial.track('ada', 'Asked', '2026-01-01T10:05')
    expect(
      trial
        .lines()
        .filter(({ what }) => what === 'asked')
        .at(-1),
    ).toMatchObject({ why })
    await trial.close()
  })

  test('a bounce of a mail that went to an earlier address marks none that came since', async () => {
    const { trial, key } = await sent()
    await trial.identify('ada', '2026-01-01T10:01', { email: 'ada@new.example' })
    await trial.engine.append([response(mailEvents.bounced, { email_id: key }, { time: at(2) })])
    await trial.track('ada', 'Asked', '2026-01-01T10:05')
    expect(await trial.messages()).toMatchObject([{ address: 'ada@new.example' }])
    expect(await numbersOf(trial)).toMatchObject({ bounced: 1 })
    await trial.close()
  })

  test('of a browser marks nobody', async () => {
    const { trial } = await sent()
    await trial.engine.append([
      response(mailEvents.bounced, {}, { trusted: false }),
      response(mailEvents.complained, {}, { trusted: false }),
    ])
    await trial.track('ada', 'Asked', '2026-01-01T10:05')
    expect(
      trial
        .lines()
        .filter(({ what }) => what === 'asked')
        .at(-1),
    ).toMatchObject({ why: 'emailAdmitted' })
    await trial.close()
  })
})

describe('rule 23: marked as spam', () => {
  test('rule 23: withdraws consent in the transaction that accepts it, ahead of the fold', async () => {
    const trial = await asked()
    const complaint = response(mailEvents.complained, {}, {}, { traits: { email: 'ada@example.com' } })
    // Accepted, and not folded: what the fold knows is as before.
    await trial.storage.append([complaint], at(1))
    const { claimed, vetoed } = await trial.storage.claim(at(1), 10, 'email')
    expect([claimed, vetoed.map(({ address }) => address)]).toEqual([[], ['ada@example.com']])
    await trial.close()
  })

  test('rule 23: denies marketing e-mail from then on, and a later yes allows it again', async () => {
    const { trial } = await sent()
    await trial.engine.append([response(mailEvents.complained, {})])
    await trial.track('ada', 'Asked', '2026-01-01T10:05')
    expect(
      trial
        .lines()
        .filter(({ what }) => what === 'asked')
        .at(-1),
    ).toMatchObject({ why: 'denied' })
    expect(await consentOf(trial)).toBe('denied')
    await trial.identify('ada', '2026-01-01T10:10')
    await trial.track('ada', 'Asked', '2026-01-01T10:15')
    expect(
      trial
        .lines()
        .filter(({ what }) => what === 'asked')
        .at(-1),
    ).toMatchObject({ why: 'emailAdmitted' })
    await trial.close()
  })

  test('rule 23: a refusal of tracking holds for what is claimed next, and stops no mail', async () => {
    const trial = await asked()
    const { storage } = trial
    await storage.append(
      [
        {
          id: 'said',
          clock: at(1),
          payload: {
            type: 'consent',
            identity: { kind: 'userId', value: 'ada' },
            channel: 'email',
            purpose: 'tracking',
            is: 'denied',
            source: 'api',
            time: at(1),
          },
        },
      ],
      at(1),
    )
    const { claimed, vetoed } = await storage.claim(at(1), 10, 'email')
    expect(claimed).toMatchObject([{ refusesTracking: true, message: { address: 'ada@example.com' } }])
    expect(vetoed).toEqual([])
    await trial.close()
  })
})
