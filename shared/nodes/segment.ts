import { z } from 'zod'
import { Slug } from '../segment.ts'
import { defineNode, onePort } from './define.ts'

/** Trigger: the customer joined or left a segment. Those whom a new or changed definition finds have not joined (rule 29). */
export const segment = defineNode({
  kind: 'segment',
  group: 'trigger',
  icon: 'chart-pie',
  settings: z.strictObject({ segment: Slug, on: z.enum(['join', 'leave']) }),
  defaults: () => ({ segment: '', on: 'join' }),
  ports: () => onePort,
  rests: () => false,
  segments: (settings) => [settings.segment],
})
