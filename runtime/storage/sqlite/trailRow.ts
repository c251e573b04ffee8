import type { Decision } from '../../commit/trail.ts'
import type { Names } from './names.ts'

const codes = { entered: 0, took: 1, rested: 2, asked: 3, ended: 4, failed: 5, moved: 6, reached: 7 } satisfies Record<
  Decision['what'],
  number
>
const whats = Object.keys(codes) as readonly Decision['what'][]

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
  const packed = decisions.map(({ what, node, visit, why, port, ...more }): Packed => {
    const { seq: own, ...others } = more
    const isOwn = own !== (what === 'rested' ? undefined : (seq ?? undefined))
    const left = isOwn ? { ...others, seq: own ?? 0 } : others
    const numbers = [codes[what], names.numberOf(node), visit] as const
    const last = {
      why: why === undefined ? 0 : names.numberOf(why),
      port: port === undefined ? 0 : names.numberOf(port),
    }
    for (const _ in left) return [...numbers, last.why, last.port, left]
    return last.port ? [...numbers, last.why, last.port] : last.why ? [...numbers, last.why] : [...numbers]
  })
  return { seq, decisions: JSON.stringify(packed) }
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
