import { Temporal } from 'temporal-polyfill'
import { isDuration } from '../../../shared/duration.ts'
import { Refusal } from '../../../shared/problem.ts'
import type { Handlers } from '../bind.ts'
import { changed } from './changed.ts'

/** The store, its clock, and the demo beside it. */
export const storeRoutes = {
  status: ({ server, store }) => server.status(store),
  vocabulary: ({ store }) => store.pages.vocabulary(),

  async openDemo({ server }) {
    await server.demo.open(server.mail)
    server.switched()
    return server.status()
  },
  leaveDemo({ server }) {
    server.demo.leave()
    server.switched()
    return server.status()
  },
  async playDemo({ server, body, store }) {
    if (store.kind !== 'demo') throw new Refusal([{ code: 'notTheDemo', severity: 'error' }], 409)
    server.demo.play(body.playing)
    return server.status()
  },

  backUp: ({ store, body }) => store.backups.start(body.file),
  readBackup: ({ store }) => store.backups.standing(),

  async release({ store, server, body }) {
    if (!(await store.engine.standing()).held) throw new Refusal([{ code: 'notHeld', severity: 'error' }], 409)
    changed(await store.control({ do: 'release', overdue: body.overdue }))
    return server.status(store)
  },

  async advanceClock({ store, server, body }) {
    const { now } = await store.engine.standing()
    const to = later(now, body.advance)
    if (store.clock === 'data' && now === 0) throw new Refusal([{ code: 'clockNotBegun', severity: 'error' }], 409)
    if (store.clock === 'data' && store.kind === 'demo') await server.demo.advanceTo(to)
    else changed(await store.control({ do: 'advanceClock', to }))
    await store.engine.idle()
    return server.status(store)
  },
} satisfies Partial<Handlers>

/** `advance` is a length of time as ISO 8601 writes it; days are calendar days in UTC. */
function later(now: number, advance: string): number {
  if (!isDuration(advance))
    throw new Refusal([
      { code: 'duration', severity: 'error', path: '/advance', params: { came: advance.slice(0, 60) } },
    ])
  const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('UTC')
  return local.add(Temporal.Duration.from(advance)).epochMilliseconds
}
