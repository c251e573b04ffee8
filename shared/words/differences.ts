import type { Difference } from '../differencesOf.ts'
import type { WorkflowNode } from '../workflow.ts'
import type { Names } from './conditions.ts'
import { showName } from './format.ts'
import { nodeWords, summaryOf } from './nodes.ts'

/**
 * What one version changes against another, in a sentence for each thing.
 *
 * @example differenceSentence({ what: 'removed', node }, names) // "Gone: Wait 3 days"
 */
export function differenceSentence(difference: Difference, names: Names): string {
  switch (difference.what) {
    case 'title':
      return `Title: ${difference.before} → ${difference.after}`
    case 'setting':
      return `Setting changed: ${settingWords[difference.name] ?? showName(difference.name)}`
    case 'notes':
      return 'Notes on the canvas changed'
    case 'added':
      return `New: ${named(difference.node, names)}`
    case 'removed':
      return `Gone: ${named(difference.node, names)}`
    case 'led':
      return `Leads elsewhere: ${named(difference.node, names)}`
    case 'moved':
      return `Only its place or note differs: ${named(difference.node, names)}`
    case 'changed': {
      const [before, after] = [named(difference.before, names), named(difference.node, names)]
      return before === after ? `Changed inside: ${after}` : `Changed: ${before} → ${after}`
    }
  }
}

const named = (node: WorkflowNode, names: Names): string =>
  Object.hasOwn(nodeWords, node.kind) ? summaryOf(node, names) : node.id

const settingWords: Readonly<Record<string, string>> = {
  key: 'the key',
  reentry: 'entering again',
  filter: 'who may enter',
  exits: 'exit rules',
  zone: 'time zone',
  priority: 'priority',
  sendWindow: 'the hours in which it sends',
  caps: 'how much one customer gets',
  goal: 'the goal',
  holdout: 'customers left out',
  lateEvents: 'how late an event may come',
}
