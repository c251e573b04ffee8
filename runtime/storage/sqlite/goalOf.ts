import type { Database } from 'better-sqlite3'

const documentOf = 'select document from version where workflow = ? and version = ?'
const goalCounters = `
  select counter, sum(total) as total from counter
  where partition = 0 and workflow = ? and
    (counter in ('converted', 'heldOut', 'heldOutConverted') or counter glob 'value:*' or counter glob 'heldOutValue:*')
  group by counter`

/** How the goal of the version that is out is reached, or of the draft of one that never was; `null`: it has none. */
export function goalOf(db: Database) {
  const statements = {
    documentOf: db.prepare<[string, number], { document: string }>(documentOf),
    goalCounters: db.prepare<[string], { counter: string; total: number }>(goalCounters),
  }
  return (workflow: string, { version, draft }: { readonly version: number | null; readonly draft: string }) => {
    const live = version === null ? undefined : statements.documentOf.get(workflow, version)
    const { settings } = JSON.parse(live?.document ?? draft) as { settings?: { goal?: { title: string } } }
    if (!settings?.goal) return null
    const sums = new Map(statements.goalCounters.all(workflow).map(({ counter, total }) => [counter, total]))
    const conversions = (counter: string, value: string) => ({
      count: sums.get(counter) ?? 0,
      worth: [...sums]
        .filter(([name]) => name.startsWith(`${value}:`))
        .map(([name, total]) => ({ currency: name.slice(value.length + 1), amount: total / 1_000_000 })),
    })
    return {
      title: settings.goal.title,
      converted: conversions('converted', 'value'),
      heldOut: sums.get('heldOut') ?? 0,
      heldOutConverted: conversions('heldOutConverted', 'heldOutValue'),
    }
  }
}
