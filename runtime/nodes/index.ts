import type { NodeKind } from '../../shared/nodes/index.ts'
import { absence } from './absence.ts'
import type { Behaviour } from './behaviour.ts'
import { branch } from './branch.ts'
import { date } from './date.ts'
import { delay } from './delay.ts'
import { email } from './email.ts'
import { emit } from './emit.ts'
import { event } from './event.ts'
import { exit } from './exit.ts'
import { experiment } from './experiment.ts'
import { repeat } from './repeat.ts'
import { request } from './request.ts'
import { schedule } from './schedule.ts'
import { segment } from './segment.ts'
import { split } from './split.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'
import { update } from './update.ts'
import { wait } from './wait.ts'
import { webhook } from './webhook.ts'
import { workflow } from './workflow.ts'

/** What each node kind does. Complete by type: a kind without a behaviour does not compile. */
export const behaviours = {
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
  [Kind in NodeKind]: Behaviour<Kind>
}

/** The behaviour of a kind, for code that treats all kinds alike; settings were parsed by the kind's own schema. */
export const behaviourOf = (kind: NodeKind): Behaviour<NodeKind> => behaviours[kind] as unknown as Behaviour<NodeKind>
