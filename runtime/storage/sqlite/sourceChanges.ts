import type { ChangeContext, Changes } from './changeContext.ts'
import { refused, unknown } from './controlResults.ts'

const addSource = `
  insert into source (id, name, kind, key, created, revoked) values (@id, @name, @kind, @key, @created, null)`
const sourceKnown = 'select 1 from source where id = ? or key = ?'
const revokeSource = 'update source set revoked = coalesce(revoked, ?) where id = ?'

/** Sources and their write keys. */
export function sourceChanges({
  partition: { db },
  done,
  now,
}: ChangeContext): Pick<Changes, 'createSource' | 'revokeSource'> {
  const statements = {
    addSource: db.prepare(addSource),
    sourceKnown: db.prepare<[string, string]>(sourceKnown),
    revokeSource: db.prepare<[number, string]>(revokeSource),
  }

  return {
    createSource({ id, name, kind, key }, wall) {
      if (statements.sourceKnown.get(id, key)) return refused(409, 'sourceExists', { source: id })
      statements.addSource.run({ id, name, kind, key, created: now(wall) })
      return done()
    },

    revokeSource({ id }, wall) {
      return statements.revokeSource.run(now(wall), id).changes === 1 ? done() : unknown('source', id)
    },
  }
}
