import type { Decision } from '../../commit/trail.ts'
import type { Names } from './names.ts'

const codes = { entered: 0, took: 1, rested: 2, asked: 3, ended: 4, failed: 5, moved: 6, reached: 7 } satisfies Record<
  Decision['what'],
  number
>
const whats = Object.keys(codes) as readonly Decision['what'][]

const placed: ReadonlySet<string> = new Set(['what', 'node', 'visit', 'why', 'port', 'seq'])

// what, node, visit, why, port, and the rest of it as it is; a number 0 stands for none, and none at the end are left out.
type Packed = [what: number, node: number, visit: number, why?: number, port?: number, more?: object]

export interface TrailColumns {
  /** The entry that led to the decisions, when one led to them all but what says none. */
  readonly seq: number | null
  readonly decisions: string
}

/** The decisions of a step, packed: names as numbers, and the entry said once. */
export function packDecisions(decisions: readonly Decision[], names: Names): TrailColumns {
  const seq = decisions.find((decision) => decision.seq !== undefined)?.seq ?? null
  const packed = decisions.map((decision) => packedOf(decision, seq ?? undefined, names))
  return { seq, decisions: JSON.stringify(packed) }
}

function packedOf(decision: Decision, seq: number | undefined, names: Names): Packed {
  const { what, node, visit, why, port, seq: own } = decision
  const isOwn = own !== (what === 'rested' ? undefined : seq)
  const more = isOwn ? { ...othersOf(decision), seq: own ?? 0 } : othersOf(decision)
  const [code, nodeNumber] = [codes[what], names.numberOf(node)]
  const whyNumber = why === undefined ? 0 : names.numberOf(why)
  const portNumber = port === undefined ? 0 : names.numberOf(port)
  if (more) return [code, nodeNumber, visit, whyNumber, portNumber, more]
  if (portNumber) return [code, nodeNumber, visit, whyNumber, portNumber]
  return whyNumber ? [code, nodeNumber, visit, whyNumber] : [code, nodeNumber, visit]
}

/** What has no place of its own in a packed decision, if there is any: most have none. */
function othersOf(decision: Decision): object | undefined {
  let others: Record<string, unknown> | undefined
  for (const name in decision)
    if (!placed.has(name)) {
      others ??= {}
      others[name] = decision[name as keyof Decision]
    }
  return others
}

export function unpackDecisions({ seq, decisions }: TrailColumns, names: Names): Decision[] {
  return (JSON.parse(decisions) as Packed[]).map(([what, node, visit, why, port, more]) => {
    const { seq: own, ...others } = (more ?? {}) as Partial<Decision>
    const said = own ?? (whats[what] === 'rested' ? undefined : (seq ?? undefined))
    return {
      node: names.textOf(node),
      visit,
      what: whats[what]!,
      ...(port && { port: names.textOf(port) }),
      ...(why && { why: names.textOf(why) }),
      ...others,
      ...(said && { seq: said }),
    }
  })
}
