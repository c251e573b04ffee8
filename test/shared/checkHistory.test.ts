import { expect, test } from 'vitest'
import { check, emptyWorld } from '../../shared/check.ts'
import type { Predicate } from '../../shared/predicate/schema.ts'
import { draw, email } from '../support/trial.ts'

const viewed = { event: 'Product Viewed' }
const spent = (event: string, within?: string): Predicate => ({
  test: 'sum',
  event,
  property: 'total',
  op: 'atLeast',
  value: 100,
  ...(within && { within }),
})
const tea: Predicate = {
  test: 'event',
  ...viewed,
  op: 'atLeast',
  value: 1,
  where: { property: 'sku', op: 'is', value: 'TEA' },
}

/** The paths at which a workflow is said to read all that events ever said, once as an exit and once as a branch. */
function found(when: Predicate): (string | undefined)[] {
  const workflow = draw({
    settings: { exits: [{ title: 'Done', when }] },
    nodes: {
      'event-1': { kind: 'event', settings: { event: 'Cart' }, ports: { next: 'branch-2' } },
      'branch-2': { kind: 'branch', settings: { paths: [{ port: 'yes', when }] }, ports: { else: 'email-3' } },
      'email-3': email('One'),
    },
  })
  return check(workflow, emptyWorld).flatMap(({ code, path }) => (code === 'unlimitedHistory' ? [path] : []))
}

test('rule 32: a condition that stands and asks what every event ever said needs a length of time', () => {
  expect(found(spent('Product Viewed'))).toEqual(['/settings/exits/0/when'])
  expect(found({ not: { all: [spent('Product Viewed', 'P1Y'), tea] } })).toEqual(['/settings/exits/0/when/not/all/1'])
})

test('rule 32: a length of time, a number of times and events that are kept for ever need none', () => {
  expect(found(spent('Product Viewed', 'P1Y'))).toEqual([])
  expect(found({ test: 'event', ...viewed, op: 'atLeast', value: 3 })).toEqual([])
  expect(found(spent('Order Completed'))).toEqual([])
})
