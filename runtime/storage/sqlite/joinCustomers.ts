import type { Database } from 'better-sqlite3'
import type { Join } from '../../commit/commit.ts'

// As text, because a number is bound as 2.0.
const born = `
  select cast(id as text) as id from customer where partition = 0 and id = @from
  union all
  select cast(id as text) as id from customer where partition = 0 and joined_to = @from`
// A run and its messages keep the id of the customer whom they were born with: their keys begin with it.
const movingOfBorn = [
  `update run set customer = @to
   where partition = 0 and id > @born || '-' and id < @born || '.' and customer = @from`,
  `update message set customer = @to
   where partition = 0 and key > @born || '-' and key < @born || '.' and customer = @from`,
]
const moving = [
  `insert or ignore into history (partition, customer, name, time, seq)
   select partition, @to, name, time, seq from history where partition = 0 and customer = @from`,
  `delete from history where partition = 0 and customer = @from`,

  `insert into membership (partition, customer, segment, since, how)
   select partition, @to, segment, since, how from membership where partition = 0 and customer = @from
   on conflict (partition, customer, segment) do update set since = min(since, excluded.since)`,
  `delete from membership where partition = 0 and customer = @from`,

  `insert into enrolment (partition, customer, workflow, key, count, last)
   select partition, @to, workflow, key, count, last from enrolment where partition = 0 and customer = @from
   on conflict (partition, customer, workflow, key) do update set
     count = count + excluded.count, last = max(last, excluded.last)`,
  `delete from enrolment where partition = 0 and customer = @from`,

  `update trail set customer = @to, row = row + @rowOffset where partition = 0 and customer = @from`,
  `update timeline set customer = @to, row = row + @rowOffset where partition = 0 and customer = @from`,
  `update identity set customer = @to where partition = 0 and customer = @from`,

  `update customer set joined_to = @to where partition = 0 and joined_to = @from`,
  `update customer set joined_to = @to, wake = null where partition = 0 and id = @from`,
]
const leavingDirectory = 'delete from directory where partition = 0 and customer = @from'

/**
 * Everything of one customer becomes another's, who answers for them from now on, and for all who had joined them before.
 * Answers with how many customers fewer there are.
 */
export function joinCustomers(db: Database): (join: Join) => number {
  const findBorn = db.prepare<[Join], { id: string }>(born)
  const moveOfBorn = movingOfBorn.map((sql) => db.prepare(sql))
  const move = moving.map((sql) => db.prepare(sql))
  const leaveDirectory = db.prepare(leavingDirectory)
  return (join) => {
    for (const { id } of findBorn.all(join)) for (const statement of moveOfBorn) statement.run({ ...join, born: id })
    for (const statement of move) statement.run(join)
    return leaveDirectory.run(join).changes
  }
}
