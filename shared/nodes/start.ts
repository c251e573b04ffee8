import { z } from 'zod'
import { Slug } from '../segment.ts'
import { defineNode, Given, onePort, referencesGiven } from './define.ts'

/**
 * Flow: asks that the customer enter another workflow, as whoever asks over the API does: that one must begin by request, and its own rules
 * decide whether they enter. The properties are what its run reads as `trigger.…`. This run goes on at once; its trail says what came of it.
 */
export const start = defineNode({
  kind: 'start',
  group: 'flow',
  icon: 'play',
  settings: z.strictObject({ workflow: Slug, properties: Given.optional() }),
  defaults: () => ({ workflow: '' }),
  ports: () => onePort,
  rests: () => false,
  references: ({ properties }) => referencesGiven(properties),
  workflows: ({ workflow, properties = [] }) => [
    { path: '/workflow', workflow, does: 'starts', gives: properties.map(({ property }) => property) },
  ],
})
