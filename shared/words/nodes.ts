import type { NodeGroup } from '../nodes/define.ts'
import type { NodeKind } from '../nodes/index.ts'
import type { WorkflowNode } from '../workflow.ts'
import type { Names } from './conditions.ts'
import { emailWords, emitWords, updateWords, webhookWords } from './nodes/actions.ts'
import {
  branchWords,
  exitWords,
  experimentWords,
  repeatWords,
  splitWords,
  startWords,
  stopWords,
} from './nodes/flow.ts'
import { delayWords, waitWords } from './nodes/timing.ts'
import {
  absenceWords,
  dateWords,
  eventWords,
  requestWords,
  scheduleWords,
  segmentWords,
  workflowWords,
} from './nodes/triggers.ts'
import type { NodeWords } from './nodes/words.ts'

export type { NodeWords }

export const nodeWords = {
  event: eventWords,
  segment: segmentWords,
  absence: absenceWords,
  date: dateWords,
  schedule: scheduleWords,
  request: requestWords,
  workflow: workflowWords,
  branch: branchWords,
  split: splitWords,
  experiment: experimentWords,
  repeat: repeatWords,
  start: startWords,
  stop: stopWords,
  wait: waitWords,
  delay: delayWords,
  email: emailWords,
  webhook: webhookWords,
  update: updateWords,
  emit: emitWords,
  exit: exitWords,
} satisfies { [Kind in NodeKind]: NodeWords<Kind> }

export const groupWords = {
  trigger: 'Triggers',
  flow: 'Flow',
  timing: 'Timing',
  message: 'Messages',
  customer: 'Customer',
  exit: 'Exit',
} satisfies { [Group in NodeGroup]: string }

/** What a node does, as the title of its card. @example summaryOf(node, names) // "Wait 2 days, until 10:00 on a weekday" */
export const summaryOf = (node: WorkflowNode, names: Names): string =>
  whereReadable(() => wordsOf(node).summary(node.settings as never, names)) ?? 'Not finished yet'

/** One more line about a node, where there is one. */
export const detailOf = (node: WorkflowNode, names: Names): string | undefined =>
  whereReadable(() => wordsOf(node).detail?.(node.settings as never, names))

/** The label of a way out of a node. @example portLabelOf(node, 'timeout', names) // "Timeout" */
export const portLabelOf = (node: WorkflowNode, port: string, names: Names): string =>
  whereReadable(() => wordsOf(node).port?.(port, node.settings as never, names)) ?? (port === 'next' ? 'Next' : port)

const wordsOf = ({ kind }: WorkflowNode): NodeWords<NodeKind> => nodeWords[kind] as unknown as NodeWords<NodeKind>

/** A draft's settings may still be of any shape. The canvas says so and goes on. */
function whereReadable<Said>(say: () => Said): Said | undefined {
  try {
    return say()
  } catch {
    return undefined
  }
}
