import type { Loaded } from '../../runtime/storage/port.ts'

/** What storage answers where it knows nothing of what was asked. */
export const nothingLoaded: Loaded = {
  identities: [],
  customers: [],
  runs: [],
  history: [],
  bodies: [],
  hasRemoved: false,
  enrolments: [],
  goals: [],
  assignments: [],
  tallies: [],
  messages: [],
  versions: [],
}
