import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chanceOf } from '../../examples/store/chance.ts'
import { foldFileAgain } from '../support/foldAgain.ts'
import { openMailbox } from '../support/mailbox.ts'
import { countsOf, prepareStore, uncertainMails } from './api.ts'
import { bookOf, claimedMailsIn, unfinishedIn } from './book.ts'
import { Client } from './client.ts'
import { Moments } from './moments.ts'
import { Mortal } from './mortal.ts'
import { type Kill, killOf } from './schedule.ts'
import { customersFor, everybody, isAnsweredByMail, shopDeeds } from './shop.ts'
import { openSink } from './sink.ts'
import { type Verdict, verdictOn } from './verdict.ts'

export interface OrdealOptions {
  readonly seed: number
  /** Kills from this number (0 is the first) to the other, which is not made any more. */
  readonly from: number
  readonly kills: number
  readonly perSecond: number
  readonly report: (sentence: string) => void
}

export interface Figures extends Verdict {
  readonly kills: number
  /** How many of them at a point of a send. */
  readonly killsWhileSending: number
  readonly seed: number
  readonly events: number
  /** Events acknowledged in the life that got on least, of those that were left to talk until a random moment. */
  readonly leastProgress: number
  readonly eventsPerSecond: number
  readonly webhooks: number
  readonly webhookRepeats: number
  readonly mails: number
  readonly mailsUncertain: number
  readonly retries: number
  readonly repeats: number
  readonly restartMsMedian: number
  readonly restartMsMax: number
  readonly drainMs: number
  readonly seconds: number
  /** Tables that do not hold what the log says. */
  readonly tablesOtherwise: number
}

export interface Ordeal {
  readonly figures: Figures
  /** What was promised and not kept, in sentences; none when all is well. */
  readonly broken: readonly string[]
}

// An order in fifty finds the other system busy, and is delivered by an attempt half a minute later, likely by another process.
const busyEvery = 50
const advancesWithin = 180_000
const sendsWithin = 20_000

/**
 * A shop talks to a real process that is killed again and again; then all comes to its end, and what was promised is compared with what
 * is in the log, at the webhook's receiver and in the mailbox.
 */
export async function ordeal({ seed, from, kills, perSecond, report }: OrdealOptions): Promise<Ordeal> {
  const began = performance.now()
  const folder = mkdtempSync(join(tmpdir(), 'perennial-crash-'))
  const chance = chanceOf(seed, from, 1)
  const customers = customersFor(kills - from)
  let isEarly = true
  const moments = new Moments()
  const reached = moments.reached.bind(moments)
  const mailbox = await openMailbox({ answersAfter: () => chance.whole(0, 60), reached })
  const sink = await openSink({
    reached,
    answersAfter: () => chance.whole(0, 60),
    isBusy: (order) => kills - from > 20 && isEarly && Number(order.slice(2)) % busyEvery === 0,
  })
  const mortal = new Mortal({
    PERENNIAL_DATA: folder,
    PERENNIAL_SMTP_URL: mailbox.url,
    PERENNIAL_ALLOW_TARGETS: sink.target,
  })
  let client: Client | undefined
  try {
    mortal.start()
    await mortal.ready
    client = new Client({
      url: mortal.url,
      key: await prepareStore(mortal.url, sink.url),
      chance: chanceOf(seed, from, 2),
      deeds: shopDeeds(seed, customers),
      perSecond,
      acknowledged: (events) => events.some(isAnsweredByMail) && reached('admitted'),
    })
    await client.send(everybody(customers))

    const cutOff = new Set<string>()
    const restarts: number[] = []
    client.talk()
    const talkedFrom = performance.now()
    const progress: number[] = []
    let whileSending = 0
    for (let number = from; number < kills; number++) {
      const kill = killOf(seed, number)
      const before = client.acknowledged.size
      await killAt(kill, mortal, moments)
      if (kill.when === 'talking') progress.push(client.acknowledged.size - before)
      else if (kill.when !== 'starting') whileSending++
      for (const key of claimedMailsIn(folder)) cutOff.add(key)
      mortal.start()
      void mortal.ready.then(
        (took) => took !== undefined && restarts.push(took),
        () => {},
      )
      isEarly = number < (from + kills) / 2
      report(
        `kill ${number + 1} of ${kills}: ${client.acknowledged.size} of ${client.said.length} events acknowledged, ` +
          `${sink.orders} webhooks, ${mailbox.mails().length} mails, ${cutOff.size} cut off, ` +
          `restart ${Math.round(medianOf(restarts))} ms, at most ${Math.round(Math.max(0, ...restarts))} ms`,
      )
    }
    client.fallSilent()
    const talked = performance.now() - talkedFrom
    await mortal.ready
    const drainMs = await drained(client, folder)
    const listedUncertain = await uncertainMails(mortal.url)
    const counted = await countsOf(mortal.url)
    await mortal.stop()

    const book = bookOf(folder)
    const tablesOtherwise = (await foldFileAgain(join(folder, 'perennial.db'))).length
    const verdict = verdictOn({
      said: client.said,
      acknowledged: client.acknowledged,
      sink,
      arrived: mailbox.mails().map(({ subject, email }) => ({
        subject,
        link: /href="([^"]+)"/.exec(email.html ?? '')?.[1] ?? '',
      })),
      url: mortal.url,
      cutOff,
      listedUncertain,
      book,
      counted,
    })
    const figures: Figures = {
      kills: kills - from,
      killsWhileSending: whileSending,
      seed,
      events: client.said.length,
      leastProgress: Math.min(...progress),
      eventsPerSecond: Math.round((client.said.length * 1000) / talked),
      webhooks: sink.orders,
      webhookRepeats: sink.repeats,
      mails: mailbox.mails().length,
      mailsUncertain: listedUncertain.length,
      retries: client.retries,
      repeats: client.repeats,
      restartMsMedian: Math.round(medianOf(restarts)),
      restartMsMax: Math.round(Math.max(0, ...restarts)),
      drainMs: Math.round(drainMs),
      seconds: Math.round((performance.now() - began) / 1000),
      ...verdict,
      tablesOtherwise,
    }
    const counts = Object.entries({ ...verdict, tablesOtherwise }).flatMap(([name, count]) =>
      count === 0 ? [] : [`${name}: ${count}`],
    )
    const broken = [...counts, ...client.complaints]
    if (broken.length === 0) rmSync(folder, { recursive: true, force: true })
    else report(`The data folder is kept for a look: ${folder}`)
    return { figures, broken }
  } catch (error) {
    report(`The data folder is kept for a look: ${folder}. Perennial said:\n${mortal.said}`)
    throw error
  } finally {
    client?.leave()
    await mortal.kill().catch(() => {})
    await Promise.all([mailbox.close(), sink.close()])
  }
}

async function killAt({ when, after }: Kill, mortal: Mortal, moments: Moments): Promise<void> {
  if (when !== 'starting') await mortal.ready
  await new Promise((resolve) => setTimeout(resolve, after))
  if (when === 'starting' || when === 'talking') await mortal.kill()
  else await moments.at(when, sendsWithin, () => mortal.kill())
}

/** Waits until everything is acknowledged and has come to its end; gives the milliseconds. */
async function drained(client: Client, folder: string): Promise<number> {
  const began = performance.now()
  let fewest = Number.POSITIVE_INFINITY
  let advanced = began
  while (performance.now() - advanced < advancesWithin) {
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { outbox, deliveries, runs, behind } = unfinishedIn(folder)
    const left = outbox + deliveries + runs + behind + client.unanswered
    if (left === 0) return performance.now() - began
    if (left < fewest) [fewest, advanced] = [left, performance.now()]
  }
  throw new Error(
    `For ${advancesWithin} ms nothing came to its end, and there is left: ${JSON.stringify(unfinishedIn(folder))}`,
  )
}

function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
