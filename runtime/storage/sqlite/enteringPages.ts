import type { Database } from 'better-sqlite3'
import type { LedgerLine } from '../../commit/message.ts'
import type { EnteringText, Pages } from '../pages.ts'
import { idOf } from './customerLines.ts'
import { instant } from './paging.ts'

const planned = `
  select p.node, p.due from planned_start p join name n on n.id = p.workflow
  where p.customer = @customer and n.text = @workflow order by p.due, p.node, p.key`
const enrolled = `
  select e.last from enrolment e join name n on n.id = e.workflow
  where e.customer = @customer and n.text = @workflow and e.key = ''`
// What concerns a workflow as a whole is assigned at no node; what concerns the store, in no workflow.
const assigned = `
  select a."as" from assignment a join name n on n.id = a.workflow
  where a.customer = @customer and n.text = @workflow and a.node = (select id from name where text = '')`
const ledger = 'select ledger from customer where id = @customer'
// The inner limit bounds what somebody with a long timeline reads.
const notEnrolled = `
  select at, detail from (
    select at, row, what, detail from timeline where partition = 0 and customer = @customer
    order by at desc, row desc limit 20000)
  where what = 'notEnrolled' and detail ->> '$.workflow' = @workflow limit 3`

interface Asked {
  readonly customer: number
  readonly workflow: string
}

/** What decides, beside conditions, whether a customer enters a workflow, and when they were not let in. */
export function enteringPages(db: Database): Pick<Pages, 'entering'> {
  const statements = {
    planned: db.prepare<[Asked], EnteringText['planned'][number]>(planned),
    enrolled: db.prepare<[Asked], { last: number }>(enrolled),
    assigned: db.prepare<[Asked], { as: number }>(assigned),
    ledger: db.prepare<[Asked], { ledger: string | null }>(ledger),
    notEnrolled: db.prepare<[Asked], { at: number; detail: string }>(notEnrolled),
  }
  return {
    async entering(text, workflow) {
      const customer = idOf(text)
      if (customer === undefined) return null
      const asked = { customer, workflow }
      return {
        planned: statements.planned.all(asked),
        enrolled: statements.enrolled.get(asked)?.last ?? null,
        leftOutAs: {
          workflow: statements.assigned.get(asked)?.as ?? customer,
          store: statements.assigned.get({ customer, workflow: '' })?.as ?? customer,
        },
        ledger: JSON.parse(statements.ledger.get(asked)?.ledger ?? '[]') as LedgerLine[],
        notEnrolled: statements.notEnrolled.all(asked).map(({ at, detail }) => ({
          at: instant(at),
          ...(JSON.parse(detail) as Omit<EnteringText['notEnrolled'][number], 'at'>),
        })),
      }
    },
  }
}
