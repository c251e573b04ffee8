import type { Database } from 'better-sqlite3'
import type { Json } from '../../../shared/customer.ts'
import { propertiesOf } from '../../../shared/event.ts'
import type { TimelineRow } from '../../commit/timeline.ts'
import type { Pages } from '../pages.ts'
import { idOf } from './customerLines.ts'
import { beginning, type Cursor, cursorOf, instant, listOf, newestFirst, numbered } from './paging.ts'
import { named } from './rows.ts'
import { type RunLine, runLines } from './runLines.ts'
import { subjectTemplates } from './subjectTemplates.ts'

const namesOf = `
  with recursive names(name) as (
    select min(name) from history where partition = 0 and customer = @customer
    union all
    select (select min(name) from history where partition = 0 and customer = @customer and name > names.name)
    from names where names.name is not null
  ) select names.name as number, n.text from names join name n on n.id = names.name`
const events = `
  select h.time as at, h.seq, e.body from history h left join entry e on e.seq = h.seq
  where h.partition = 0 and h.customer = @customer and h.name = @name and (h.time, h.seq) < (@at, @below)
    and (h.seq < 0) = @derived
  order by h.time desc, h.seq desc limit @limit`
const rows = `
  select at, row, what, detail from timeline
  where partition = 0 and customer = @customer and (at, row) < (@at, @below) order by at desc, row desc limit @limit`
const messages = `
  select n, born || '-' || number as run, visit, admitted as at, ${named('workflow')} as workflow, version, ${named('node')} as node,
    ${named('channel')} as channel, state, detail, address, "values" from message
  where born = @born and customer = @customer and (admitted, n) < (@at, @below)
  order by admitted desc, n desc limit @limit`
const segmentTitle = 'select title from segment where id = ?'

type Item = Awaited<ReturnType<Pages['timeline']>>['items'][number]
interface Placed {
  readonly place: Cursor
  readonly item: Item
}

// Of one instant, what follows stands above what it follows from. The place of an item is its letter and its key.
const letters = { event: 'a', row: 'b', start: 'c', derived: 'd', message: 'e', end: 'f' } as const

/** What happened to a customer: events at their own time, runs, messages, and what the fold noted. */
export function timelinePages(db: Database): Pick<Pages, 'timeline'> {
  interface Range<Key> {
    readonly customer: number
    readonly at: number
    readonly below: Key
    readonly limit: number
  }
  const statements = {
    namesOf: db.prepare<[{ customer: number }], { number: number; text: string }>(namesOf),
    events: db.prepare<
      [Range<number> & { name: number; derived: 0 | 1 }],
      { at: number; seq: number; body: string | null }
    >(events),
    rows: db.prepare<[Range<number>], { at: number; row: number; what: TimelineRow['what']; detail: string }>(rows),
    messages: db.prepare<[Range<number> & { born: number }], MessageRow>(messages),
    segmentTitle: db.prepare<[string], { title: string }>(segmentTitle),
  }
  const lines = runLines(db)
  const subjectOf = subjectTemplates(db)

  /** Events of the log, or those that runs made happen, whose numbers are below zero. */
  function eventsOf(customer: number, after: Cursor, limit: number, what: 'event' | 'derived'): Placed[] {
    const [letter, derived] = [letters[what], what === 'derived' ? 1 : 0] as const
    const least = derived ? -Number.MAX_SAFE_INTEGER : 0
    return statements.namesOf.all({ customer }).flatMap(({ number, text }) =>
      statements.events
        .all({ customer, name: number, at: after.order, below: below(letter, after) + least, limit, derived })
        .map(({ at, seq, body }) => ({
          place: { order: at, id: letter + numbered(seq - least) },
          item: {
            at: instant(at),
            what: 'event',
            title: text,
            seq,
            detail: body === null ? null : propertiesOf(body),
          },
        })),
    )
  }

  function rowsOf(customer: number, after: Cursor, limit: number): Placed[] {
    const scan = { customer, at: after.order, below: below(letters.row, after), limit }
    return statements.rows.all(scan).map(({ at, row, what, detail }) => {
      const said = JSON.parse(detail) as { segment?: string; workflow?: string; run?: string }
      const title = said.segment
        ? (statements.segmentTitle.get(said.segment)?.title ?? said.segment)
        : said.workflow
          ? lines.titleOfWorkflow(said.workflow)
          : ''
      return {
        place: { order: at, id: letters.row + numbered(row) },
        item: {
          at: instant(at),
          what,
          title,
          ...(said.workflow && { workflow: said.workflow }),
          ...(said.run && { run: said.run }),
          detail: said,
        },
      }
    })
  }

  const ofRun = ({ id, workflow }: RunLine) => ({ title: lines.titleOfWorkflow(workflow), run: id, workflow })

  function startsOf(customer: number, after: Cursor, limit: number): Placed[] {
    const scan = { order: after.order, n: below(letters.start, after), limit }
    return lines.ofCustomer(customer, scan).map((run) => {
      const { n, version, key, started } = run
      return {
        place: { order: started, id: letters.start + numbered(n) },
        item: { at: instant(started), what: 'runStarted', ...ofRun(run), detail: { version, key } },
      }
    })
  }

  function endsOf(customer: number, after: Cursor, limit: number): Placed[] {
    const scan = { order: after.order, n: below(letters.end, after), limit }
    return lines.endedOfCustomer(customer, scan).map((run) => {
      const { n, version, key, reason } = run
      const ended = run.ended!
      const detail = { version, key, reason: reason === null ? null : JSON.parse(reason) }
      return {
        place: { order: ended, id: letters.end + numbered(n) },
        item: { at: instant(ended), what: 'runEnded', ...ofRun(run), detail },
      }
    })
  }

  function messagesOf(customer: number, after: Cursor, limit: number): Placed[] {
    const scan = { customer, at: after.order, below: below(letters.message, after), limit }
    return lines.bornAs(customer).flatMap((born) =>
      statements.messages
        .all({ ...scan, born })
        .map(({ n, at, workflow, version, node, run, visit, channel, state, detail, address, values }) => ({
          place: { order: at, id: letters.message + numbered(n) },
          item: {
            at: instant(at),
            what: 'message',
            title: channel === 'webhook' ? address : subjectOf(workflow, version, node),
            run,
            workflow,
            message: `${run}:${node}:${visit}`,
            detail: { channel, address, state: state ?? 'waiting', detail },
            ...(channel !== 'webhook' && { values: JSON.parse(values) as Json }),
          },
        })),
    )
  }

  return {
    async timeline(text, query) {
      const customer = idOf(text)
      if (customer === undefined) return { items: [], next: null }
      const after = cursorOf(query) ?? beginning
      const limit = query.limit + 1
      const all = [
        ...eventsOf(customer, after, limit, 'event'),
        ...eventsOf(customer, after, limit, 'derived'),
        ...rowsOf(customer, after, limit),
        ...startsOf(customer, after, limit),
        ...endsOf(customer, after, limit),
        ...messagesOf(customer, after, limit),
      ].sort((a, b) => newestFirst(a.place, b.place))
      return listOf(
        all.slice(0, limit),
        query.limit,
        ({ place }) => place,
        ({ item }) => item,
      )
    },
  }
}

interface MessageRow {
  readonly n: number
  readonly visit: number
  readonly at: number
  readonly workflow: string
  readonly version: number
  readonly node: string
  readonly run: string
  readonly channel: string
  readonly state: string | null
  readonly detail: string
  readonly address: string
  readonly values: string
}

/** Below which key one kind goes on at the cursor's instant: all of it, none of it, or from the cursor's own key. */
function below(letter: string, { id }: Cursor): number {
  if (id === '' || id[0] === undefined || id[0] < letter) return -1
  return id[0] === letter ? Number(id.slice(1)) : Number.MAX_SAFE_INTEGER
}
