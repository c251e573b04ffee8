import type { Database } from 'better-sqlite3'
import type { Join } from '../../commit/customer.ts'

const isOlder = '(excluded.at, excluded."as") < (at, "as")'
/** Of two assignments that meet by a join the older holds, and who has converted for either has converted. */
export const keepOlderAssignment = `
  on conflict (customer, workflow, node) do update set
    "as" = iif(${isOlder}, excluded."as", "as"),
    at = iif(${isOlder}, excluded.at, at),
    version = iif(${isOlder}, excluded.version, version),
    port = iif(${isOlder}, excluded.port, port),
    converted = coalesce(max(converted, excluded.converted), converted, excluded.converted)`

// Runs and their messages are found by whom they were born with.
const born = `
  (select id from customer where id = @from union all select id from customer where joined_to = @from)`
const moving = [
  `update run set customer = @to where born in ${born} and customer = @from`,
  `update message set customer = @to where born in ${born} and customer = @from`,

  `insert or ignore into history (partition, customer, name, time, seq)
   select partition, @to, name, time, seq from history where partition = 0 and customer = @from`,
  `delete from history where partition = 0 and customer = @from`,

  `insert into total (customer, name, count) select @to, name, count from total where customer = @from
   on conflict (customer, name) do update set count = count + excluded.count`,
  `delete from total where customer = @from`,

  `insert into membership (partition, customer, segment, since, how)
   select partition, @to, segment, since, how from membership where partition = 0 and customer = @from
   on conflict (partition, customer, segment) do update set since = min(since, excluded.since)`,
  `delete from membership where partition = 0 and customer = @from`,

  `insert into enrolment (customer, workflow, key, count, last)
   select @to, workflow, key, count, last from enrolment where customer = @from
   on conflict (customer, workflow, key) do update set count = count + excluded.count, last = max(last, excluded.last)`,
  `delete from enrolment where customer = @from`,

  `insert into assignment (customer, workflow, node, "as", at, version, port, converted)
   select @to, workflow, node, "as", at, version, port, converted from assignment where customer = @from
   ${keepOlderAssignment}`,
  `delete from assignment where customer = @from`,

  // Those of both are planned anew, as lines of the same commit.
  `delete from planned_start where customer = @from`,

  `update goal set customer = @to where customer = @from`,
  `update timeline set customer = @to where partition = 0 and customer = @from`,
  `update identity set customer = @to where partition = 0 and customer = @from`,

  `update customer set joined_to = @to where joined_to = @from`,
  `update customer set joined_to = @to, wake = null where id = @from`,
]
const leavingDirectory = 'delete from directory where partition = 0 and customer = @from'

/**
 * Everything of one customer becomes another's, who answers for them from now on, and for all who had joined them before.
 * Answers with how many customers fewer there are.
 */
export function joinCustomers(db: Database): (join: Join) => number {
  const move = moving.map((sql) => db.prepare(sql))
  const leaveDirectory = db.prepare(leavingDirectory)
  return (join) => {
    for (const statement of move) statement.run(join)
    return leaveDirectory.run(join).changes
  }
}
