import { expect, test } from 'vitest'
import { draw, email, openTrial, type Trial } from '../support/trial.ts'

const mail = (id: string) =>
  draw({
    id,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email(id),
    },
  })

/** The receiver refuses for good where the last message goes. */
async function refuse(trial: Trial, at: string) {
  const { run, node, visit } = trial.lines().findLast(({ why }) => why === 'emailAdmitted')!
  const message = { message: `${run}:${node}:${visit}`, customer: Number(run.split('-')[0]) }
  const payload = {
    type: 'outcome',
    ...message,
    outcome: 'failed',
    detail: '550',
    attempts: 1,
    permanent: true,
  } as const
  await trial.append(payload, at)
}

test('rule 22: an address that was refused for good stays so when its customer turns out to be one whose older address was refused too', async () => {
  const trial = await openTrial([mail('cart')])
  await trial.identify('ada', '2026-01-05T08:00', { email: 'old@example.com' })
  await trial.track('ada', 'Email Bounced', '2026-01-05T08:10', { bounce_type: 'hard' })
  await trial.identify('bob', '2026-01-05T09:00', { email: 'new@example.com' })
  await trial.track('bob', 'Email Bounced', '2026-01-05T09:10', { bounce_type: 'hard' })
  await trial.track('bob', 'Cart', '2026-01-05T09:20')
  expect(trial.story('bob')).toContain('asked email-2 undeliverable')
  await trial.append(
    {
      type: 'event',
      kind: 'alias',
      name: 'alias',
      time: Date.parse('2026-01-05T10:00Z'),
      identities: [
        { kind: 'userId', value: 'ada' },
        { kind: 'userId', value: 'bob' },
      ],
      previousId: 'bob',
      source: 'test',
      trusted: true,
      historical: false,
      body: '{}',
    },
    '2026-01-05T10:00',
  )
  await trial.track('ada', 'Cart', '2026-01-05T11:00')
  expect((await trial.messages()).map(({ address }) => address)).toEqual([])
  await trial.close()
})

test.each(['an outcome', 'a bounce'])(
  'rule 22: what was admitted and has not begun is withdrawn when its address is refused for good, by %s',
  async (by) => {
    const trial = await openTrial([mail('one'), mail('two')])
    await trial.identify('ada', '2026-01-05T08:00')
    await trial.track('ada', 'Cart', '2026-01-05T09:00')
    if (by === 'a bounce') await trial.track('ada', 'Email Bounced', '2026-01-05T09:01', { bounce_type: 'hard' })
    else await refuse(trial, '2026-01-05T09:01')
    expect(await trial.messages()).toEqual([])
    await trial.close()
  },
)

test('rule 22: an address that was refused for good stays so when it turns out that an older one was refused too', async () => {
  const trial = await openTrial([mail('cart')])
  await trial.identify('ada', '2026-01-05T08:00', { email: 'old@example.com' })
  await trial.track('ada', 'Cart', '2026-01-05T08:05')
  await trial.identify('ada', '2026-01-05T08:10', { email: 'new@example.com' })
  await trial.track('ada', 'Email Bounced', '2026-01-05T08:15', { bounce_type: 'hard' })
  await refuse(trial, '2026-01-05T08:20')
  await trial.track('ada', 'Cart', '2026-01-05T09:00')
  expect(trial.story('ada').filter((line) => line.startsWith('asked'))).toEqual([
    'asked email-2 emailAdmitted',
    'asked email-2 undeliverable',
  ])
  await trial.close()
})
