import { z } from 'zod'
import { limits } from '../limits.ts'
import { Retention } from '../retention.ts'
import { Changed } from './models/changed.ts'
import { Document } from './models/document.ts'
import { Parked } from './models/parked.ts'
import { Problem } from './models/problem.ts'
import { listOf, PageQuery } from './models/reading.ts'
import { Refused } from './models/refused.ts'
import { DkimKey, RetentionPreview, RetentionProgress, StoreSettings } from './models/settings.ts'
import { Source } from './models/source.ts'
import { type Route, route } from './route.ts'

/** Sources, settings, loading, and events that were refused. */
export const settingsRoutes = {
  listSources: route({
    method: 'GET',
    path: '/api/sources',
    tag: 'Settings',
    summary: 'Sources with their write keys',
    response: listOf(Source),
  }),
  createSource: route({
    method: 'POST',
    path: '/api/sources',
    tag: 'Settings',
    summary: 'Add a source',
    body: z.strictObject({ name: z.string().min(1).max(200), kind: z.enum(['server', 'browser']) }),
    response: Source,
  }),
  revokeSource: route({
    method: 'POST',
    path: '/api/sources/{source}/revoke',
    tag: 'Settings',
    summary: 'Refuse a write key from now on',
    body: z.strictObject({}),
    response: Changed,
  }),
  readSettings: route({
    method: 'GET',
    path: '/api/settings',
    tag: 'Settings',
    summary: 'Sender, zone, currency, consent',
    response: StoreSettings,
  }),
  saveSettings: route({
    method: 'PUT',
    path: '/api/settings',
    tag: 'Settings',
    summary: 'Change the settings',
    body: StoreSettings,
    response: Changed,
  }),
  readRetention: route({
    method: 'GET',
    path: '/api/settings/retention',
    tag: 'Settings',
    summary: 'How the removal of old events stands',
    response: RetentionProgress,
  }),
  previewRetention: route({
    method: 'POST',
    path: '/api/settings/retention/preview',
    tag: 'Settings',
    summary: 'How many events would go',
    body: Retention,
    response: RetentionPreview,
  }),
  readDkimKey: route({
    method: 'GET',
    path: '/api/settings/dkim-key',
    tag: 'Settings',
    summary: 'Whether there is a DKIM key, and its DNS record',
    response: DkimKey,
  }),
  saveDkimKey: route({
    method: 'PUT',
    path: '/api/settings/dkim-key',
    tag: 'Settings',
    summary: 'Set the DKIM key, or remove it with null',
    body: z.strictObject({
      dkimKey: z.string().max(limits.dkimKeyLength).nullable().describe('An RSA private key as PEM, 1024 to 4096 bits'),
    }),
    response: DkimKey,
  }),
  makeDkimKey: route({
    method: 'POST',
    path: '/api/settings/dkim-key',
    tag: 'Settings',
    summary: 'Make a DKIM key, where there is none',
    body: z.strictObject({}),
    response: DkimKey,
  }),
  loadEvents: route({
    method: 'POST',
    path: '/api/load',
    tag: 'Settings',
    summary: 'Load events from a file: their ids are remembered for ever; unless live they start no workflows',
    body: z.strictObject({ items: z.array(z.unknown()).max(limits.batchEvents), live: z.boolean() }),
    response: z.object({
      accepted: z.int(),
      duplicates: z.int(),
      refused: z.array(z.object({ index: z.int(), problems: z.array(Problem) })),
    }),
  }),
  listRefused: route({
    method: 'GET',
    path: '/api/refused',
    tag: 'Settings',
    summary: 'Events that were refused, with their reasons',
    query: PageQuery,
    response: listOf(Refused),
  }),
  replayRefused: route({
    method: 'POST',
    path: '/api/refused/{refused}/replay',
    tag: 'Settings',
    summary: 'Send a refused event again, mended',
    body: z.strictObject({ body: Document }),
    response: Changed,
  }),
  listParked: route({
    method: 'GET',
    path: '/api/parked',
    tag: 'Settings',
    summary: 'Entries of the log that could not be processed, with the error',
    query: PageQuery,
    response: listOf(Parked),
  }),
  foldAgain: route({
    method: 'POST',
    path: '/api/parked/{parked}/replay',
    tag: 'Settings',
    summary: 'Process an entry that was set aside again, as a new entry with its own time',
    body: z.strictObject({}),
    response: Changed,
  }),
  dropRefused: route({
    method: 'DELETE',
    path: '/api/refused/{refused}',
    tag: 'Settings',
    summary: 'Forget a refused event',
    response: Changed,
  }),
} satisfies Record<string, Route>
