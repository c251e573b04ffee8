import { z } from 'zod'
import { limits } from '../limits.ts'
import { Backup } from './models/backup.ts'
import { Status } from './models/status.ts'
import { Vocabulary } from './models/vocabulary.ts'
import { type Route, route } from './route.ts'

/** The store itself: how things stand, its clock, the demo store. */
export const storeRoutes = {
  status: route({
    method: 'GET',
    path: '/api/status',
    tag: 'Store',
    summary: 'The store, its clock and how far the fold is',
    response: Status,
  }),
  vocabulary: route({
    method: 'GET',
    path: '/api/vocabulary',
    tag: 'Store',
    summary: 'Names of events, properties, attributes and segments seen so far',
    response: Vocabulary,
  }),
  openDemo: route({
    method: 'POST',
    path: '/api/demo/open',
    tag: 'Store',
    summary: 'Open the demo store beside your own',
    body: z.strictObject({}),
    response: Status,
  }),
  leaveDemo: route({
    method: 'POST',
    path: '/api/demo/leave',
    tag: 'Store',
    summary: 'Go back to your own store',
    body: z.strictObject({}),
    response: Status,
  }),
  playDemo: route({
    method: 'POST',
    path: '/api/demo/play',
    tag: 'Store',
    summary: 'Let the days of the demo store pass, or stop them',
    body: z.strictObject({ playing: z.boolean() }),
    response: Status,
  }),
  advanceClock: route({
    method: 'POST',
    path: '/api/clock',
    tag: 'Store',
    summary: 'Move the clock of a store with clock data',
    body: z.strictObject({ advance: z.string() }),
    response: Status,
  }),
  backUp: route({
    method: 'POST',
    path: '/api/backup',
    tag: 'Store',
    summary: 'Begin to copy the store into a new file on the machine that it is on, while all goes on',
    body: z.strictObject({
      file: z
        .string()
        .max(limits.filePathLength)
        .describe('Ends in .db; what is no absolute path lies in the data folder. Nothing is ever written over'),
    }),
    response: Backup,
  }),
  readBackup: route({
    method: 'GET',
    path: '/api/backup',
    tag: 'Store',
    summary: 'How far the backup is, or how the last one ended',
    response: Backup,
  }),
  release: route({
    method: 'POST',
    path: '/api/release',
    tag: 'Store',
    summary: 'Go on after timers and marketing were held, with what came due meanwhile or without it',
    body: z.strictObject({ overdue: z.enum(['run', 'skip']) }),
    response: Status,
  }),
} satisfies Record<string, Route>
