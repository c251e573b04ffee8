import type { Message } from '../../runtime/commit/message.ts'
import type { DeliveryChannel, SendResult } from '../../runtime/deliver/channels/channel.ts'
import type { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'

const second = 1000
const minute = 60 * second

/**
 * The world that receives: slow, refusing, lying. It accepts and says so late or never, says that it failed when it has accepted, accepts
 * twice. A webhook's receiver honours the key; a mailbox does not.
 */
export class Receivers {
  readonly begun: Message[] = []
  readonly accepted: Message[] = []
  /** Answers that asked for another attempt, by key. */
  readonly askedAgain = new Map<string, number>()
  readonly #chance: Chance
  readonly #agenda: Agenda
  /** From here on everybody accepts at once, so that a simulation comes to an end. */
  readonly #kindFrom: number
  readonly #received: () => void

  constructor(seed: number, agenda: Agenda, kindFrom: number, received: () => void) {
    this.#chance = new Chance(seed, 'receivers')
    this.#agenda = agenda
    this.#kindFrom = kindFrom
    this.#received = received
  }

  channel(name: Message['channel']): DeliveryChannel {
    return {
      name,
      slots: name === 'email' ? 3 : 8,
      honoursKey: name === 'webhook',
      isReady: () => true,
      send: (message) => this.#receive(message),
      close: async () => {},
    }
  }

  #receive(message: Message): Promise<SendResult> {
    this.begun.push(message)
    this.#received()
    const chance = this.#chance
    const does =
      this.#agenda.now >= this.#kindFrom
        ? 'accept'
        : chance.weighed({ accept: 12, slow: 4, lie: 3, lost: 1, refuse: 4, down: 1, fail: 1, never: 1, twice: 2 })
    const accept = (after: number) => this.#agenda.plan(this.#agenda.now + after, () => this.accepted.push(message))
    const answer = (after: number, result: SendResult) =>
      new Promise<SendResult>((resolve) => {
        if (result.outcome === 'retry') this.askedAgain.set(message.key, (this.askedAgain.get(message.key) ?? 0) + 1)
        this.#agenda.plan(this.#agenda.now + after, () => resolve(result))
      })
    const isHook = message.channel === 'webhook'
    switch (does) {
      case 'accept':
        accept(0)
        return answer(chance.between(0, 2 * second), { outcome: 'sent', detail: '200' })
      case 'twice':
        accept(0)
        accept(second)
        return answer(2 * second, { outcome: 'sent', detail: '200' })
      case 'slow':
        accept(chance.between(second, 10 * minute))
        return answer(chance.between(10 * minute, 20 * minute), { outcome: 'sent', detail: '200' })
      case 'lie':
        // Accepted, and the answer was lost. Who honours no key must not be asked again.
        accept(chance.between(0, minute))
        return answer(
          30 * second,
          isHook ? { outcome: 'retry', detail: 'timeout' } : { outcome: 'uncertain', detail: 'cut' },
        )
      case 'lost':
        return answer(30 * second, { outcome: 'retry', detail: 'timeout' })
      case 'refuse':
        return answer(second, { outcome: 'retry', detail: '429', retryAfter: chance.pick([0, minute, 60 * minute]) })
      case 'down':
        // So long the lane rests; then somebody is to look.
        this.#agenda.plan(this.#agenda.now + 32 * second, () => {})
        return answer(second, { outcome: 'retry', detail: 'refused', down: true })
      case 'fail':
        return answer(second, {
          outcome: 'failed',
          detail: '410',
          ...(!isHook && chance.maybe(0.5) && { permanent: true }),
        })
      case 'never':
        return answer(26 * 60 * minute, { outcome: 'failed', detail: 'no answer' })
    }
  }
}
