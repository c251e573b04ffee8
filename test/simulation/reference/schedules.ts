import type { Recurrence } from '../../../shared/recurrence.ts'
import type { NodeOf, Workflow } from '../../../shared/workflow.ts'
import type { EnterPayload } from './log.ts'
import type { Store } from './store.ts'
import { dateAt, instantOf, isOn, sameOnTheClock } from './time.ts'

interface Out {
  readonly workflow: string
  readonly document: Workflow
}

/** Keeps watch that each instant of a schedule is in the log when it comes, once, and in no other order. */
export class Schedules {
  readonly faults: string[] = []
  /** Up to where each is taken care of, by workflow and node. */
  readonly #settled = new Map<string, number>()

  /** A version that goes out keeps to its own schedule from then on. */
  begin({ workflow, document }: Out, at: number): void {
    for (const node of schedulesOf(document)) this.#settled.set(`${workflow} ${node.id}`, at)
  }

  /**
   * The store moves to another zone: what comes next there comes after now, and after what has come last. If something was missed, that stays;
   * what was missed in a gap is then looked for in the gap.
   */
  moved(store: Store, before: string, at: number): void {
    for (const { workflow, document } of store.listening())
      for (const { id, settings } of document.settings.zone ? [] : schedulesOf(document)) {
        const name = `${workflow} ${id}`
        const settled = this.#settled.get(name)
        if (!settled) continue
        const hasCome = nextOf(settings.recurs, before, settled - 1) === settled
        const last = hasCome ? sameOnTheClock(settled, before, store.settings.zone) : settled
        const missed = nextOf(settings.recurs, before, settled)
        if (missed <= at) {
          const gap = store.gapAround(missed)
          if (gap) this.#settled.set(name, Math.max(last, gap.from))
          continue
        }
        const isOver = nextOf(settings.recurs, store.settings.zone, last) <= at
        this.#settled.set(name, isOver ? at : last)
      }
  }

  entered(store: Store, { workflow, node, due, skipped = false }: EnterPayload, at: number): void {
    if (due === undefined) return
    const schedule = store.listening().find((each) => each.workflow === workflow)
    const settings = schedule && schedulesOf(schedule.document).find(({ id }) => id === node)?.settings
    const expected = settings && this.#next(store, schedule, node, settings.recurs)
    const gap = expected ? store.gapAround(expected) : undefined
    // One that was missed stands for all that were.
    const isMissed = expected && (settings.missed === 'runLast' || gap)
    if (skipped !== Boolean(gap && (settings?.missed !== 'runLast' || gap.skips)))
      this.faults.push(`${workflow} ${node} of ${iso(due)} ${skipped ? 'is left out' : 'is not left out'}`)
    if (expected !== due && !(isMissed && expected < due))
      this.faults.push(`${workflow} ${node} comes at ${iso(due)}, not at ${expected ? iso(expected) : 'any time'}`)
    if (at !== due && !isMissed) this.faults.push(`${workflow} ${node} comes at ${iso(due)} and is told at ${iso(at)}`)
    this.#settled.set(`${workflow} ${node}`, due)
  }

  /** Time has come so far: nothing that was due before is left. */
  reached(store: Store, at: number): void {
    for (const each of store.listening())
      for (const { id, settings } of schedulesOf(each.document)) {
        if (each.state === 'paused' && settings.missed === 'runLast') continue
        const expected = this.#next(store, each, id, settings.recurs)
        const due = expected && (store.gapAround(expected)?.to ?? expected)
        if (due && due < at) this.faults.push(`${each.workflow} ${id} does not come at ${iso(due)}`)
      }
  }

  #next(store: Store, { workflow, document }: Out, node: string, recurs: Recurrence): number | undefined {
    const settled = this.#settled.get(`${workflow} ${node}`)
    return settled ? nextOf(recurs, document.settings.zone ?? store.settings.zone, settled) : undefined
  }
}

/** Every day, week or month at a local time of the zone; a month that is shorter has its last day instead. */
function nextOf(recurs: Recurrence, zone: string, after: number): number {
  if (recurs.every === 'rrule' || recurs.every === 'cron') throw new Error(`the reference knows no ${recurs.every}`)
  for (let date = dateAt(after, zone); ; date = date.add({ days: 1 })) {
    const at = instantOf(date, recurs.time, zone)
    if (at <= after) continue
    if (recurs.every === 'day') return at
    if (recurs.every === 'week' && isOn(date, recurs.on)) return at
    if (recurs.every === 'month' && date.day === Math.min(recurs.day, date.daysInMonth)) return at
  }
}

const schedulesOf = ({ nodes }: Workflow): NodeOf<'schedule'>[] => nodes.filter((node) => node.kind === 'schedule')
const iso = (at: number): string => new Date(at).toISOString()
