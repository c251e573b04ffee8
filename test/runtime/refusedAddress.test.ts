import { expect, test } from 'vitest'
import { draw, email, openTrial } from '../support/trial.ts'

const mail = (id: string) =>
  draw({
    id,
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'email-2' } },
      'email-2': email(id),
    },
  })

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
    const { run, node, visit } = trial.lines().find(({ why }) => why === 'emailAdmitted')!
    if (by === 'a bounce') await trial.track('ada', 'Email Bounced', '2026-01-05T09:01', { bounce_type: 'hard' })
    else
      await trial.append(
        {
          type: 'outcome',
          message: `${run}:${node}:${visit}`,
          customer: Number(run.split('-')[0]),
          outcome: 'failed',
          detail: '550',
          attempts: 1,
          permanent: true,
        },
        '2026-01-05T09:01',
      )
    expect(await trial.messages()).toEqual([])
    await trial.close()
  },
)
