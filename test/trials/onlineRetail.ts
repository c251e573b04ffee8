// The trial of UCI Online Retail: what a load must find, counted by brute force, and whether a Perennial that loaded it found the same.
//
//   node test/trials/onlineRetail.ts                                    prints what must be found
//   node test/trials/onlineRetail.ts --each                             and each customer's joinings and leavings
//   node test/trials/onlineRetail.ts --rehearse                         compares with the fold, run in memory
//   node test/trials/onlineRetail.ts --against http://127.0.0.1:4780    compares with a running Perennial that loaded the files
//
// The rows are not part of Perennial: PERENNIAL_TRIAL_DATA names their folder, else ../shared/data/online-retail beside the repository.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { bruteForce } from './bruteForce.ts'
import { differences } from './differences.ts'
import { loaded } from './loaded.ts'
import { readOnlineRetail } from './readOnlineRetail.ts'
import { rehearsed } from './rehearsed.ts'

const folder = process.env.PERENNIAL_TRIAL_DATA ?? join(import.meta.dirname, '../../../shared/data/online-retail')
if (!existsSync(folder)) {
  console.error(
    `There are no rows at ${folder}. Set PERENNIAL_TRIAL_DATA to the folder with the files of UCI Online Retail.`,
  )
  process.exit(2)
}
const { values } = parseArgs({
  options: { each: { type: 'boolean' }, rehearse: { type: 'boolean' }, against: { type: 'string' } },
})

const rows = readOnlineRetail(folder)
const { of, until, ...counts } = bruteForce(rows)
const passages = [...of.values()]
const sum = (count: (passage: (typeof passages)[number]) => number) =>
  passages.reduce((total, one) => total + count(one), 0)
const instant = (at: number) => new Date(at).toISOString()
const found = {
  ...counts,
  until: instant(until),
  atRisk: {
    members: sum(({ isMember }) => Number(isMember)),
    joined: sum(({ joined }) => joined.length),
    left: sum(({ left }) => left.length),
    enrolled: sum(({ enrolled }) => enrolled.length),
  },
}
const each = [...of]
  .sort(([a], [b]) => Number(a) - Number(b))
  .map(([customer, { orders, joined, left, isMember, enrolled }]) => ({
    customer,
    orders,
    joined: joined.map(instant),
    left: left.map(instant),
    isMember,
    enrolled: enrolled.map(instant),
  }))
console.log(JSON.stringify(values.each ? { ...found, each } : found, null, 2))

if (values.rehearse || values.against) {
  const came = values.against ? await loaded(values.against) : await rehearsed(rows, until)
  const wrong = differences(of, came)
  for (const line of wrong.slice(0, 50)) console.error(line)
  console.log(JSON.stringify({ compared: of.size, differences: wrong.length }))
  process.exitCode = wrong.length > 0 ? 1 : 0
}
