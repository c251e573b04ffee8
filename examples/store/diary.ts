import type { Person } from './person.ts'
import type { StoreEvent } from './storeEvent.ts'
import type { StoreOptions } from './storeOptions.ts'

export interface Told {
  readonly at: number
  readonly event: StoreEvent
}

/** What somebody does, before it is known when and under which name. An identify that joins says whose anonymous activity it was. */
export type Deed =
  | { readonly type: 'identify'; readonly joins: boolean; readonly traits: Readonly<Record<string, unknown>> }
  | { readonly type: 'page'; readonly name: string; readonly properties: Readonly<Record<string, unknown>> }
  | { readonly type: 'track'; readonly event: string; readonly properties: Readonly<Record<string, unknown>> }

/** Writes down one customer's deeds until the end of time, each with an id of its own. */
export interface Diary {
  readonly told: Told[]
  tell(at: number, deed: Deed): void
  tellUnnamed(at: number, deed: Deed): void
}

export function diaryOf({ userId, anonymousId }: Person, { end }: StoreOptions): Diary {
  const told: Told[] = []
  let deeds = 0
  const write = (time: number, deed: Deed, name: { userId?: string; anonymousId?: string }) => {
    const at = Math.floor(time)
    deeds += 1
    if (at >= end) return
    const call = { messageId: `${userId}.${deeds}`, ...name, timestamp: new Date(at).toISOString() }
    if (deed.type !== 'identify') told.push({ at, event: { ...call, ...deed } })
    else
      told.push({
        at,
        event: { ...call, ...(deed.joins ? { anonymousId } : {}), type: 'identify', traits: deed.traits },
      })
  }
  return {
    told,
    tell: (at, deed) => write(at, deed, { userId }),
    tellUnnamed: (at, deed) => write(at, deed, { anonymousId }),
  }
}
