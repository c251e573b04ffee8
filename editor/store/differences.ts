import type { Names } from '../../shared/words/conditions.ts'
import { words } from '../../shared/words/editor.ts'
import { kindWord, titleOf } from '../canvas/describe.ts'
import type { Draft, DraftNode } from './document.ts'

export interface Difference {
  readonly key: string
  readonly mine: string | undefined
  readonly theirs: string | undefined
}

/** Where two documents differ, in terms of steps and settings. */
export function differencesOf(mine: Draft, theirs: Draft, names: Names): Difference[] {
  const differences: Difference[] = []
  if (mine.title !== theirs.title) differences.push({ key: 'title', mine: mine.title, theirs: theirs.title })
  if (!isSame(mine.settings, theirs.settings))
    differences.push({ key: 'settings', mine: words.conflict.settings, theirs: words.conflict.settings })
  const byId = new Map(theirs.nodes.map((node) => [node.id, node]))
  const say = (node: DraftNode) => `${kindWord(node.kind)}: ${titleOf(node, names)}`
  for (const node of mine.nodes) {
    const other = byId.get(node.id)
    byId.delete(node.id)
    if (!other || !isSame(node, other)) differences.push({ key: node.id, mine: say(node), theirs: other && say(other) })
  }
  for (const node of byId.values()) differences.push({ key: node.id, mine: undefined, theirs: say(node) })
  return differences
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
