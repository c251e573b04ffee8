import type { Json } from '../../../shared/customer.ts'
import { factsOf, type Happened, type Known } from '../../shared/predicate/facts.ts'
import { date, later, naive, sooner } from '../../shared/predicate/naive.ts'
import type { Arrival, Streams } from './streams.ts'

const day = 86_400_000

/**
 * When each customer joins and leaves each segment, and when each run that waits goes on: found by looking at every condition at every
 * arrival, and at every instant that lies a named duration before or after anything that has a date. Shares no code with the product.
 */
export function bruteForce(streams: Streams): string[] {
  const written = JSON.stringify([streams.segments, streams.waits])
  const durations = [...new Set([...written.matchAll(/"(P[0-9DWMTH]+)"/g)].map(([, found]) => found as string))]
  const byCustomer = Map.groupBy(
    streams.arrivals.map((arrival, index) => ({ ...arrival, seq: index + 1 })),
    ({ customer }) => customer,
  )
  return [...byCustomer].flatMap(([customer, arrivals]) => lived(customer, arrivals, streams, durations)).sort()
}

type Numbered = Arrival & { readonly seq: number }
interface Run {
  readonly wait: number
  readonly began: Numbered
  readonly time: number
  readonly timeout: number
}

function lived(customer: string, arrivals: readonly Numbered[], streams: Streams, durations: readonly string[]) {
  const lines: string[] = []
  const events: (Happened & { time: number; seq: number })[] = []
  const attributes = new Map<string, { value: unknown; time: number }>()
  let consent: { value: 'granted' | 'denied'; time: number } | undefined
  const members = new Set<string>()
  let runs: Run[] = []
  let now = (arrivals[0] as Numbered).at

  const zone = () => {
    const own = attributes.get('timezone')?.value
    return own === 'Nowhere/City' || own === undefined ? 'UTC' : String(own)
  }
  const known = (run?: Run): Known => ({
    now,
    zone: zone(),
    events,
    attributes: Object.fromEntries([...attributes].map(([name, { value }]) => [name, value as Json])),
    ...(consent && { consent: consent.value }),
    ...(run && {
      run: {
        since: run.time,
        triggerSeq: run.began.seq,
        triggerName: run.began.name,
        trigger: run.began.properties,
      },
    }),
  })
  const say = (what: string) => lines.push(`${customer} ${new Date(now).toISOString()} ${what}`)

  function look(mayStart: boolean) {
    for (const [segment, when] of Object.entries(streams.segments)) {
      const holds = naive(when, factsOf(known()))
      if (holds === members.has(segment)) continue
      if (holds) members.add(segment)
      else members.delete(segment)
      say(`${holds ? 'joined' : 'left'} ${segment}`)
      if (mayStart) say(`entered ${holds ? 'join' : 'leave'}-${segment}`)
    }
    runs = runs.filter((run) => !wentOn(run))
  }

  function wentOn(run: Run): boolean {
    const holds = naive((streams.waits[run.wait] as Streams['waits'][number]).until, factsOf(known(run)))
    if (!holds && now < run.timeout) return false
    say(`wait-${run.wait} of ${run.began.seq} ${holds ? 'holds' : 'timeout'}`)
    return true
  }

  /** The next instant after `now` at which time alone could change anything. */
  function next(): number {
    const renews = date(attributes.get('renews')?.value, zone())
    const dates = [...events.map(({ time }) => time), ...(renews === undefined ? [] : [renews])]
    const instants = dates.flatMap((time) => [
      time,
      ...durations.flatMap((duration) => [later(time, duration, zone()), sooner(time, duration, zone())]),
    ])
    return Math.min(...[...instants, ...runs.map(({ timeout }) => timeout)].filter((at) => at > now))
  }

  function until(end: number) {
    for (let at = next(); at <= end; at = next()) {
      now = at
      look(true)
    }
    now = Math.max(now, end)
  }

  for (const arrival of arrivals) {
    until(arrival.at)
    const time = Math.min(arrival.time, arrival.at)
    events.push({ name: arrival.name, time, seq: arrival.seq, properties: arrival.properties })
    if (arrival.name === 'identify')
      for (const [name, value] of Object.entries(arrival.properties)) {
        if (name !== 'consent') {
          if ((attributes.get(name)?.time ?? 0) <= time) attributes.set(name, { value, time })
        } else {
          const is = (value as { email: 'granted' | 'denied' }).email
          if (!consent || consent.time < time || (consent.time === time && is === 'denied'))
            consent = { value: is, time }
        }
      }
    const mayStart = time >= arrival.at - day
    look(mayStart)
    if (arrival.name !== 'Cart Updated' || !mayStart) continue
    for (const [index, { timeout }] of streams.waits.entries()) {
      const ends = timeout ? later(now, timeout, zone()) : Number.POSITIVE_INFINITY
      const run = { wait: index, began: arrival, time, timeout: ends }
      if (!wentOn(run)) runs.push(run)
    }
  }
  until(streams.end)
  return lines
}
