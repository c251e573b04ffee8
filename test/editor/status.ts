import type { Status } from '../../shared/api/models/status.ts'

/** What the server says by itself of a store in which all is well. */
export const statusOf = (store: Status['store']): Status => ({
  store,
  name: 'Fern & Fig',
  clock: 'wall',
  now: '2026-11-22T10:00:00.000Z',
  behind: 0,
  smtp: true,
  held: false,
  hold: null,
  filling: false,
  playing: false,
  customers: 3,
  events: 9,
  workflows: 1,
  refused: 0,
  parked: 0,
})
