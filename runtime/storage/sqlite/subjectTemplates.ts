import type { Database } from 'better-sqlite3'

const documentOf = 'select document from version where workflow = ? and version = ?'

const mostKept = 200

/** The subjects of a version's e-mails, before rendering. Versions never change, so they are read once. */
export function subjectTemplates(db: Database): (workflow: string, version: number, node: string) => string {
  const statement = db.prepare<[string, number], { document: string }>(documentOf)
  const known = new Map<string, ReadonlyMap<string, string>>()

  function subjectsOf(workflow: string, version: number): ReadonlyMap<string, string> {
    const key = `${workflow} ${version}`
    const subjects = known.get(key)
    if (subjects) return subjects
    const row = statement.get(workflow, version)
    const { nodes } = JSON.parse(row?.document ?? '{"nodes":[]}') as {
      nodes: readonly { readonly id: string; readonly settings: { readonly subject?: string } }[]
    }
    const found = new Map(nodes.map(({ id, settings }) => [id, settings.subject ?? '']))
    if (known.size >= mostKept) known.clear()
    if (row) known.set(key, found)
    return found
  }

  return (workflow, version, node) => subjectsOf(workflow, version).get(node) ?? ''
}
