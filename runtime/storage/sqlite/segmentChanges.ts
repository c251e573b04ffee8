import type { ChangeContext, Changes } from './changeContext.ts'
import { refused, stale, unknown } from './controlResults.ts'

const segment = 'select definition, revision from segment where id = ?'
const writeSegment = `
  insert into segment (id, title, definition, revision, saved) values (@id, @title, @definition, @revision, @saved)
  on conflict (id) do update set title = excluded.title, definition = excluded.definition, revision = excluded.revision,
    saved = excluded.saved`
const deleteSegment = 'delete from segment where id = ?'

/** Segments and their definitions. */
export function segmentChanges({
  partition: { db },
  done,
  mark,
  now,
}: ChangeContext): Pick<Changes, 'saveSegment' | 'deleteSegment'> {
  const statements = {
    segment: db.prepare<[string], { definition: string; revision: number }>(segment),
    writeSegment: db.prepare(writeSegment),
    deleteSegment: db.prepare<[string]>(deleteSegment),
  }

  return {
    saveSegment({ segment, definition, revision }, wall) {
      const row = statements.segment.get(segment)
      const text = JSON.stringify(definition)
      if (revision === null && row) return refused(409, 'segmentExists', { segment })
      if (revision !== null && !row) return unknown('segment', segment)
      // Also when it was saved by this very call, whose answer was lost.
      if (row?.definition === text) return done({ revision: row.revision })
      if (row && row.revision !== revision) return stale(row.revision, row.definition)
      const next = (row?.revision ?? 0) + 1
      statements.writeSegment.run({
        id: segment,
        title: definition.title,
        definition: text,
        revision: next,
        saved: now(wall),
      })
      mark({ type: 'segment', segment, definition }, wall)
      return done({ revision: next })
    },

    deleteSegment({ segment }, wall) {
      if (!statements.segment.get(segment)) return unknown('segment', segment)
      statements.deleteSegment.run(segment)
      mark({ type: 'segment', segment, definition: null }, wall)
      return done()
    },
  }
}
