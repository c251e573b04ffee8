import { foldAgain } from '../support/foldAgain.ts'
import { Agenda, WallClock } from './agenda.ts'
import { Chance } from './chance.ts'
import { Clients } from './clients.ts'
import { asACrowd } from './crowd.ts'
import { differences } from './differences.ts'
import { Host } from './host.ts'
import { Invariants } from './invariants.ts'
import { manage } from './manage.ts'
import { Receivers } from './receivers.ts'
import type { Deed, Fault, World } from './world.ts'

/** What came of a simulated life. */
export interface Lived {
  /** The first thing that must never be; absent: all is well. */
  readonly violation?: string
  readonly entries: number
  readonly decisions: number
  readonly sent: number
  readonly kills: number
  /** How often each thing was decided. */
  readonly decided: Readonly<Record<string, number>>
  readonly faults: number
}

/** Where runs begin one another without end, all workflows are ended after so many decisions. */
const mostDecisions = 5_000

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

/** Lives through a world, looks after every step whether an invariant is broken, and at the end compares with the reference interpreter. */
export async function live(world: World): Promise<Lived> {
  const life = new Life(world)
  try {
    return await life.toTheEnd()
  } catch (error) {
    return { ...life.figures, violation: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  } finally {
    life.host.remove()
  }
}

class Life {
  readonly host: Host
  readonly #world: World
  readonly #agenda: Agenda
  readonly #wall: WallClock
  readonly #receivers: Receivers
  readonly #invariants: Invariants
  readonly #clients: Clients
  readonly #chance: Chance
  readonly #syncs: Chance
  readonly #end: number
  #armed: { readonly fault: Fault; left: number }[] = []
  #fullUntil = 0
  #kills = 0
  #hasFailed = false
  #isReleasing = false
  #isToBackUp = false
  #faults = 0

  constructor(world: World) {
    this.#world = world
    this.#chance = new Chance(world.seed, 'life')
    this.#syncs = new Chance(world.seed, 'syncs')
    this.#agenda = new Agenda(world.begin)
    this.#wall = new WallClock(this.#agenda)
    const last = Math.max(world.begin, ...world.deeds.map(({ at }) => at))
    this.#end = last + 45 * day
    this.#receivers = new Receivers(world.seed, this.#agenda, last + 2 * day, () => this.#mayCut('received'))
    this.host = new Host({
      clock: world.clock,
      holdAfter: world.holdAfter,
      agenda: this.#agenda,
      wall: this.#wall,
      chance: this.#chance,
      receivers: this.#receivers,
      trouble: {
        strikes: (verb) => this.#strikes(verb),
        isFull: () => this.#agenda.now < this.#fullUntil,
        killed: (fault) => this.#wentDown(fault.lasts),
        share: () => this.#chance.fraction(),
        syncTakes: () => this.#syncs.between(0, 3),
      },
      // So often it looks whether there is room.
      isInTrouble: () => this.#agenda.now <= this.#fullUntil + second,
      watch: {
        committed: (value) => this.#invariants.committed(value),
        claimed: ({ claimed }, now) => this.#invariants.claimed(claimed, now),
        restored: (head) => this.#invariants.restored(head),
        cut: (head) => this.#invariants.cut(head),
        erasing: () => this.#invariants.readLog(),
        removed: () => this.#invariants.noteRemoved(),
        settled: (retries) => {
          for (const { notBefore } of retries) this.#agenda.plan(this.#wall.instantOf(notBefore), () => {})
        },
      },
      gaveUp: () => this.#wentDown(second),
    })
    this.#invariants = new Invariants(this.host, this.#receivers)
    this.#clients = new Clients({
      host: this.host,
      clock: world.clock,
      agenda: this.#agenda,
      wall: this.#wall,
      chance: this.#chance,
      invariants: this.#invariants,
      stamp: () => this.#stamp(),
      answered: () => this.#mayCut('answered'),
    })
  }

  async toTheEnd(): Promise<Lived> {
    const { host } = this
    this.#agenda.plan(this.#world.begin, () => void host.start())
    for (const deed of this.#world.deeds) this.#agenda.plan(deed.at, () => this.#perform(deed))
    for (const fault of this.#world.faults)
      this.#agenda.plan(fault.at, () => void this.#armed.push({ fault, left: fault.nth }))
    // Whoever was killed is back by the end.
    this.#agenda.plan(this.#end - 3 * day, () => {
      this.#armed = []
    })
    // And by then the clock is right.
    this.#agenda.plan(this.#end - 6 * day, () => this.#wall.set(0))
    // Delivery looks every thirty seconds for what it could not write down; time does not stop before it has.
    for (let look = 1; look <= 8; look++) this.#agenda.plan(this.#end - 2 * day + look * 40 * minute, () => {})
    // A schedule is no reason for time to stop either, and what it sends is to have arrived.
    for (let look = 1; look <= 8; look++) this.#agenda.plan(this.#end - look * 30 * minute, () => {})
    let violation: string | undefined
    for (let next = this.#world.begin; next <= this.#end; next = await this.#next()) {
      // Now and then nobody looked for a while, and much is due at once.
      const late = next < this.#end - day && this.#chance.maybe(0.03) ? this.#chance.between(0, 5 * 60) * minute : 0
      await this.#step(next + late)
      violation = await this.#invariants.broken(this.#wall)
      if (violation !== undefined) break
    }
    if (violation === undefined) {
      this.#armed = []
      await this.#step(this.#end)
      violation =
        (await this.#invariants.broken(this.#wall)) ??
        (await this.#invariants.brokenAtTheEnd(this.#agenda.now, this.#clients.pending)) ??
        (await differences(this.#invariants, host.storage.inner, this.#end)) ??
        (await this.#foldedOtherwise())
    }
    return {
      ...this.figures,
      ...(violation !== undefined && { violation: `${new Date(this.#agenda.now).toISOString()} ${violation}` }),
    }
  }

  /** Only a log of which nothing was removed can be folded from nothing. */
  async #foldedOtherwise(): Promise<string | undefined> {
    const stored = await this.host.storage.inner.entries(0, 1_000_000)
    if (stored.length < this.#invariants.log.length) return undefined
    const found = await foldAgain(this.host.storage.inner, undefined, asACrowd)
    return found.length > 0 ? `folded again, the log says otherwise: ${JSON.stringify(found)}` : undefined
  }

  get figures(): Omit<Lived, 'violation'> {
    const { mirror } = this.#invariants
    return {
      entries: this.#invariants.entries,
      decisions: mirror.decisionCount,
      decided: mirror.decided,
      sent: this.#receivers.begun.length,
      kills: this.#kills,
      faults: this.#faults,
    }
  }

  async #step(at: number): Promise<void> {
    this.#agenda.reach(at)
    this.host.ring()
    await this.host.quiet()
    // What the process asked to be woken for when time had come so far already.
    this.host.ring()
    await this.host.quiet()
    if (this.#world.clock === 'data' && this.host.isUp) {
      // In a store with a clock of its own somebody moves it.
      void this.host.engine?.control({ do: 'advanceClock', to: this.#agenda.now }).catch(() => {})
      await this.host.quiet()
      this.host.ring()
      await this.host.quiet()
    }
    await this.#release()
    if (this.#invariants.mirror.decisionCount > mostDecisions) await this.#endWorkflows()
    if (this.#hasFailed && this.host.isUp) {
      this.#hasFailed = this.host.isInTrouble
      await this.host.endIfGivenUp()
    }
    // A process that has given up backs nothing up: it ends.
    if (this.#isToBackUp && this.host.isUp) {
      this.#isToBackUp = false
      await this.host.storage.backUp()
    }
  }

  /** Some time after everything was held somebody says how to go on. */
  async #release(): Promise<void> {
    if (this.#isReleasing || !(await this.host.isHeld())) return
    this.#isReleasing = true
    const overdue = this.#chance.pick(['run', 'skip'] as const)
    this.#agenda.plan(this.#agenda.now + this.#chance.pick([0, minute, 5 * hour, day]), () => {
      this.#isReleasing = false
      void this.host.engine?.control({ do: 'release', overdue }).catch(() => {})
    })
  }

  async #endWorkflows(): Promise<void> {
    for (const [workflow, state] of this.#invariants.mirror.workflows)
      if (state !== 'ended') this.#perform({ at: this.#agenda.now, do: 'state', workflow, state: 'ended' })
    await this.host.quiet()
  }

  /** The next instant at which anything is to happen. */
  async #next(): Promise<number> {
    if (!this.host.isUp || (await this.host.isHeld())) return this.#agenda.next
    const [timer] = await this.host.storage.inner.dueTimers(Number.MAX_SAFE_INTEGER, 1)
    const at = timer ? this.#wall.instantOf(timer.due) : Number.POSITIVE_INFINITY
    // What is due and does not happen waits for trouble to pass.
    const due = at <= this.#agenda.now ? this.#agenda.now + minute : at
    return Math.max(this.#agenda.now + 1, Math.min(this.#agenda.next, due))
  }

  #strikes(verb: Fault['verb']): Fault | undefined {
    const hit = this.#armed.find(({ fault }) => fault.verb === verb)
    if (!hit || --hit.left > 0) return undefined
    this.#armed = this.#armed.filter((other) => other !== hit)
    this.#faults++
    this.#hasFailed = true
    if (hit.fault.what !== 'full') return hit.fault
    this.#fullUntil = this.#agenda.now + hit.fault.lasts
    return undefined
  }

  /** Somebody outside has heard of something. */
  #mayCut(verb: 'received' | 'answered'): void {
    const fault = this.host.isUp ? this.#strikes(verb) : undefined
    if (fault) this.host.storage.cutPower(fault)
  }

  #wentDown(lasts: number): void {
    this.#kills++
    this.host.stop()
    this.#agenda.plan(this.#agenda.now + lasts, () => void this.host.start())
  }

  /** The machine is gone with its disk; one that nobody was to start is started. */
  #lose(after: number): void {
    const { storage } = this.host
    if (!storage.hasBackup) return
    storage.lose()
    if (!storage.isDead) this.#wentDown(after)
  }

  #perform(deed: Deed): void {
    if (deed.do === 'say' || deed.do === 'consent' || deed.do === 'start') this.#clients.ask(deed)
    else if (deed.do === 'backUp') this.#isToBackUp = true
    else if (deed.do === 'restore') this.#lose(deed.after)
    else if (deed.do !== 'clock')
      // What people change by hand they do not repeat.
      void manage(this.host, deed, this.#stamp()).catch(() => {})
    else if (this.#world.clock === 'wall') this.#wall.set(deed.ahead)
  }

  /** In a store with a clock of its own each entry says its time. */
  #stamp(): { clock?: number } {
    return this.#world.clock === 'data' ? { clock: this.#agenda.now } : {}
  }
}
