import { expect, test } from 'vitest'
import { Outcomes } from '../../../runtime/deliver/outcomes.ts'
import { DiskFull } from '../../../runtime/storage/port.ts'

const outcome = {
  entry: {
    id: '1-0:email-2:1:1',
    payload: { type: 'outcome', message: '1-0:email-2:1', customer: 1, outcome: 'sent', detail: '250', attempts: 1 },
  },
} as const
const retry = { retry: { key: '1-0:webhook-3:1', attempt: 1, notBefore: 9, detail: '503' } }

test('an outcome that is in the log is not written again when the attempts beside it find the disk full', async () => {
  const written: string[] = []
  const errors: unknown[] = []
  let isFull = true
  const engine = {
    append: async (entries: readonly { readonly id?: string }[]) => {
      written.push(...entries.map(({ id }) => id!))
      return []
    },
    settle: async (retries: readonly { readonly key: string }[]) => {
      if (isFull) throw new DiskFull('no room')
      written.push(...retries.map(({ key }) => key))
    },
  }
  const outcomes = new Outcomes(engine as never, (error) => errors.push(error))
  const done: string[] = []
  void outcomes.write(outcome).then(() => done.push('outcome'))
  void outcomes.write(retry as never).then(() => done.push('retry'))
  expect(await outcomes.again()).toBe(false)
  expect([done, outcomes.isStuck, errors]).toEqual([['outcome'], true, [expect.any(DiskFull)]])
  isFull = false
  expect(await outcomes.again()).toBe(true)
  expect(written).toEqual(['1-0:email-2:1:1', '1-0:webhook-3:1'])
  await expect.poll(() => done).toEqual(['outcome', 'retry'])
})
