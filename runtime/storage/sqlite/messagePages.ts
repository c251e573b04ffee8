import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/customer.ts'
import { propertiesOf } from '../../../shared/event.ts'
import { mailEvents, mailResponses } from '../../../shared/mailEvents.ts'
import type { Message, MessageState } from '../../commit/message.ts'
import type { MessagesQuery, Pages } from '../pages.ts'
import { customerLines, idOf } from './customerLines.ts'
import { beginning, type Cursor, cursorOf, instant, instantOrNull, isBelow, listOf, newestFirst } from './paging.ts'
import { type MessageId, messageIdIn, named, ofKey } from './rows.ts'
import { runLines } from './runLines.ts'
import { subjectTemplates } from './subjectTemplates.ts'

const columns = `m.n, m.born || '-' || m.number as run, m.visit, m.customer, ${named('m.workflow')} as workflow, m.version,
  ${named('m.node')} as node, ${named('m.channel')} as channel, ${named('m.purpose')} as purpose, m.address, m.admitted,
  iif(d.boot is null, coalesce(m.state, 'waiting'), 'sending') as state, iif(d.boot is null, m.state_at, null) as stateAt,
  iif(d.boot is null, m.detail, '') as detail,
  max(m.attempts, coalesce(d.attempt, 0)) as attempts, d.begun, m."values"`
const joined = 'message m left join delivery d on d.message = m.n'
const filters = `
  (@state is null or state = @state) and (@channel is null or channel = @channel)
  and (@workflow is null or workflow = @workflow) and (@text is null or instr(lower(address), @text) > 0)`
// The inner limit bounds what a rare filter reads; the page then goes on from there.
const newest = `
  select * from (
    select ${columns} from ${joined}
    where m.n < @order order by m.n desc limit @bound)
  where ${filters} limit @limit`
const boundOfNewest = `select n as "order", '' as id from message where n < @order order by n desc limit 1 offset @bound - 1`
// A message is found by the customer whom its run was born with.
const ofBorn = `
  select * from (
    select ${columns} from ${joined}
    where m.born = @born and m.customer = @customer and m.n < @order)
  where ${filters} order by n desc limit @limit`
const one = `select ${columns} from ${joined} where m.n = ${ofKey}`
const attemptsOf = 'select attempt, at, detail from attempt where message = ? order by attempt'

const respondedTo = `
  select h.time as at, e.body from history h join entry e on e.seq = h.seq
  where h.partition = 0 and h.customer = @customer and h.name = (select id from name where text = @name) and h.time >= @admitted
    and e.body ->> '$.properties.email_id' = @key
  order by h.time, h.seq limit 100`
const ownLink = `select url from link where message = ${ofKey} and id = @link`
const fixedLink = `
  select l.value ->> '$.url' as url from version v, json_each(v.mails) m, json_each(m.value, '$.links') l
  where v.workflow = @workflow and v.version = @version and m.value ->> '$.node' = @node and l.value ->> '$.id' = @link`

const mostRead = 20_000

interface MessageRow
  extends Pick<Message, 'workflow' | 'version' | 'node' | 'run' | 'channel' | 'purpose' | 'address'> {
  readonly n: number
  readonly visit: number
  readonly values: string
  readonly customer: number
  readonly admitted: number
  readonly state: MessageState['state'] | 'waiting' | 'sending'
  readonly stateAt: number | null
  readonly detail: string
  readonly attempts: number
  readonly begun: number | null
}

const placeOf = ({ n }: MessageRow): Cursor => ({ order: n, id: '' })
const keyOf = ({ run, node, visit }: MessageRow): string => `${run}:${node}:${visit}`

/** The outbox: messages on their way and what became of them, in the order of their admission. */
export function messagePages(db: Database): Pick<Pages, 'messages' | 'message' | 'responses' | 'link'> {
  type Filters = { state: string | null; channel: string | null; workflow: string | null; text: string | null }
  const statements = {
    newest: db.prepare<[Filters & Cursor & { bound: number; limit: number }], MessageRow>(newest),
    boundOfNewest: db.prepare<[Cursor & { bound: number }], Cursor>(boundOfNewest),
    ofBorn: db.prepare<[Filters & Cursor & { born: number; customer: number; limit: number }], MessageRow>(ofBorn),
    one: db.prepare<[MessageId], MessageRow>(one),
    respondedTo: db.prepare<
      [{ customer: number; name: string; admitted: number; key: string }],
      { at: number; body: string }
    >(respondedTo),
    ownLink: db.prepare<[MessageId & { link: string }], { url: string }>(ownLink),
    fixedLink: db.prepare<[{ workflow: string; version: number; node: string; link: string }], { url: string }>(
      fixedLink,
    ),
    attemptsOf: db.prepare<[number], { attempt: number; at: number; detail: string }>(attemptsOf),
  }
  const { nameOf } = customerLines(db)
  const { titleOfWorkflow, bornAs } = runLines(db)
  const subjectOf = subjectTemplates(db)

  function rowOf(key: string): MessageRow | undefined {
    const row = statements.one.get(messageIdIn(key))
    return row && keyOf(row) === key ? row : undefined
  }

  const lineOf = (row: MessageRow) => ({
    key: keyOf(row),
    channel: row.channel,
    purpose: row.purpose,
    address: row.address,
    customer: String(row.customer),
    customerName: nameOf(row.customer),
    workflow: row.workflow,
    workflowTitle: titleOfWorkflow(row.workflow),
    version: row.version,
    node: row.node,
    run: row.run,
    state: row.state,
    admittedAt: instant(row.admitted),
    stateAt: instantOrNull(row.stateAt),
    detail: row.detail,
    attempts: row.attempts,
    values: JSON.parse(row.values) as Json,
    subjectTemplate: row.channel === 'webhook' ? '' : subjectOf(row.workflow, row.version, row.node),
  })

  function ofCustomer(id: string, query: Filters & Cursor & { limit: number }): MessageRow[] {
    const customer = idOf(id)
    if (customer === undefined) return []
    return bornAs(customer)
      .flatMap((born) => statements.ofBorn.all({ ...query, born, customer }))
      .sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
      .filter((row) => isBelow(placeOf(row), query))
      .slice(0, query.limit)
  }

  return {
    async messages(query: MessagesQuery) {
      const scan = {
        ...(cursorOf(query) ?? beginning),
        state: query.state ?? null,
        channel: query.channel ?? null,
        workflow: query.workflow ?? null,
        text: query.query?.trim().toLowerCase() || null,
        bound: mostRead,
        limit: query.limit + 1,
      }
      if (query.customer !== undefined) return listOf(ofCustomer(query.customer, scan), query.limit, placeOf, lineOf)
      const rows = statements.newest.all(scan)
      const stop = rows.length <= query.limit ? statements.boundOfNewest.get(scan) : undefined
      return listOf(rows, query.limit, placeOf, lineOf, stop)
    },

    async responses(key) {
      const row = rowOf(key)
      if (!row) return []
      const { customer, admitted } = row
      return mailResponses
        .flatMap((what) =>
          statements.respondedTo
            .all({ customer, admitted, key, name: mailEvents[what] })
            .map(({ at, body }) => ({ what, at, properties: propertiesOf(body) })),
        )
        .sort((a, b) => a.at - b.at)
        .map(({ what, at, properties: { link_url, machine } }) => ({
          what,
          at: instant(at),
          url: typeof link_url === 'string' ? link_url : null,
          machine: machine === true,
        }))
    },

    async link(key, link) {
      const row = rowOf(key)
      if (!row) return null
      const { workflow, version, node } = row
      const found =
        statements.ownLink.get({ ...messageIdIn(key), link }) ??
        statements.fixedLink.get({ workflow, version, node, link })
      return found?.url ?? null
    },

    async message(key) {
      const row = rowOf(key)
      if (!row) return null
      const earlier = statements.attemptsOf.all(row.n)
      const isLast = row.stateAt !== null && row.attempts > (earlier.at(-1)?.attempt ?? 0)
      const last = isLast ? [{ attempt: row.attempts, at: row.stateAt, detail: row.detail }] : []
      return {
        message: lineOf(row),
        attempts: [...earlier, ...last].map(({ at, ...attempt }) => ({ ...attempt, at: instant(at ?? row.admitted) })),
      }
    },
  }
}
