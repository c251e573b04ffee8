import type { NodeKind, SettingsOf } from '../../nodes/index.ts'
import type { Names } from '../conditions.ts'

/** How a node kind speaks: its name and hint in the palette, and what one node of it does. */
export interface NodeWords<Kind extends NodeKind> {
  readonly name: string
  /** What it is for, in the palette. */
  readonly hint: string
  /** What this node does, the title of its card: "Wait 2 days, until 10:00 on a weekday". */
  summary(settings: SettingsOf<Kind>, names: Names): string
  /** One more line, where there is more to say. */
  detail?(settings: SettingsOf<Kind>, names: Names): string | undefined
  /** The label of a way out. */
  port?(port: string, settings: SettingsOf<Kind>, names: Names): string | undefined
}
