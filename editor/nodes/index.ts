import type { NodeKind } from '../../shared/nodes/index.ts'
import { absence } from './absence.tsx'
import { branch } from './branch.tsx'
import { date } from './date.tsx'
import { delay } from './delay.tsx'
import { email } from './email.tsx'
import { emit } from './emit.tsx'
import { event } from './event.tsx'
import { exit } from './exit.tsx'
import { experiment } from './experiment.tsx'
import type { NodeForm } from './form.ts'
import { repeat } from './repeat.tsx'
import { request } from './request.tsx'
import { schedule } from './schedule.tsx'
import { segment } from './segment.tsx'
import { split } from './split.tsx'
import { start } from './start.tsx'
import { stop } from './stop.tsx'
import { update } from './update.tsx'
import { wait } from './wait.tsx'
import { webhook } from './webhook.tsx'
import { workflow } from './workflow.tsx'

/** The form of every node kind. A kind without one does not compile. */
export const nodeForms = {
  event,
  segment,
  absence,
  date,
  schedule,
  request,
  workflow,
  branch,
  split,
  experiment,
  repeat,
  start,
  stop,
  wait,
  delay,
  email,
  webhook,
  update,
  emit,
  exit,
} satisfies {
  [Kind in NodeKind]: NodeForm<Kind>
}

/** The form of a kind, with its settings seen as unknown: for the inspector, which treats all kinds alike. */
export const formOf = (kind: NodeKind): NodeForm<NodeKind> => nodeForms[kind] as unknown as NodeForm<NodeKind>
