import type { Partition } from './partition.ts'

/** Claimed by nobody who ever opened the store: it waited to leave when the store was restored or rebuilt. */
export const ofABackup = 0

// A claim like any other that was left behind, so that what becomes of it is decided as of those.
const leaving = `
  insert into delivery (message, attempt, boot, begun, ready)
  select m.n, m.attempts + 1, ${ofABackup}, w.ready, w.ready
  from (select message, ready from outbox union select message, ready from held) w join message m on m.n = w.message
  where m.state is null
  on conflict (message) do update set boot = ${ofABackup} where boot is null`

/**
 * Nobody knows of what waited when the backup was made whether it has left since. Done at each opening until the store says of itself that it
 * is one; doing it again changes nothing.
 */
export function leaveUncertain(partition: Partition): void {
  partition.write(() => partition.db.prepare(leaving).run())
  partition.flush()
}
