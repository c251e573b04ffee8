import { beginning, beginningOnly, type Faults, set } from './planting.ts'

/** By a schedule that comes so. */
const by = (recurs: object) => ({ recurs, audience: { of: 'everyone' } })
const cron = (pattern: string) => by({ every: 'cron', cron: pattern })
/** From before the time at which the store stands. */
const rule = (rrule: string) => by({ every: 'rrule', rrule, start: '2026-01-01', time: '10:00' })

const notShipped = { event: 'Order Completed', without: { event: 'Order Shipped' } }

/** Triggers that let nobody in, or too many. */
export const triggerFaults: Faults = {
  scheduleNever: [
    (workflow) => beginning(workflow, 'schedule', cron('0 10 30 2 *')),
    (workflow) => beginning(workflow, 'schedule', cron('0 0 31 4,6 *')),
    (workflow) => beginning(workflow, 'schedule', rule('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30')),
    (workflow) => beginning(workflow, 'schedule', rule('FREQ=DAILY;UNTIL=20251231')),
  ],
  scheduleOver: [
    (workflow) => beginning(workflow, 'schedule', rule('FREQ=WEEKLY;BYDAY=MO;COUNT=3')),
    (workflow) => beginning(workflow, 'schedule', rule('FREQ=DAILY;UNTIL=20260531')),
  ],
  scheduleOften: [
    (workflow) => beginning(workflow, 'schedule', cron('*/5 * * * *')),
    (workflow) => beginning(workflow, 'schedule', cron('0,30 10 * * 1')),
  ],
  dateNeverSeen: [
    (workflow) =>
      beginning(workflow, 'date', { of: { from: 'attribute', attribute: 'wedding.day' }, repeat: 'yearly' }),
    (workflow) =>
      beginning(workflow, 'date', { of: { from: 'event', event: 'Order Completed', property: 'due' }, repeat: 'once' }),
    (workflow) => beginning(workflow, 'absence', { ...notShipped, deadline: { by: 'date', property: 'due' } }),
  ],
  absenceWithoutKey: [
    (workflow) =>
      beginning(set(workflow, { key: 'cart_id' }), 'absence', {
        ...notShipped,
        deadline: { by: 'period', within: 'P3D' },
      }),
  ],
  keyWithoutEvent: [
    (workflow) => ({
      workflow: beginningOnly(set(workflow, { key: 'cart_id' }), 'segment', { segment: 'loyal', on: 'join' }),
    }),
    (workflow) => ({
      workflow: beginningOnly(set(workflow, { key: 'plan' }), 'schedule', cron('0 10 * * *')),
    }),
  ],
}
