import type { z } from 'zod'
import { absence } from './absence.ts'
import { branch } from './branch.ts'
import { date } from './date.ts'
import type { NodeDefinition } from './define.ts'
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

/** Every node kind. A kind is three files of one name (shared, runtime, editor), a line in each index, its words and an example. */
export const nodes = {
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
  [Kind in string]: NodeDefinition<Kind, z.ZodType>
}

export type NodeKind = keyof typeof nodes
/** The icons that kinds name. */
export type NodeIcon = (typeof nodes)[NodeKind]['icon']
export type SettingsOf<Kind extends NodeKind> = z.output<(typeof nodes)[Kind]['settings']>

export const nodeKinds = Object.keys(nodes) as NodeKind[]

/** The definition of a kind, with its settings seen as unknown: for code that treats all kinds alike. */
export const definitionOf = (kind: NodeKind): NodeDefinition => nodes[kind] as unknown as NodeDefinition

export const isTrigger = (kind: NodeKind): boolean => nodes[kind].group === 'trigger'
