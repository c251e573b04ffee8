import type { z } from 'zod'
import { calls } from '../../../runtime/ingest/accept.ts'
import { type RouteName, type RouteOf, routes } from '../../../shared/api/index.ts'
import type { Route } from '../../../shared/api/route.ts'
import { branching } from '../../shared/drafts.ts'
import { basic, json, type StoreOfAll, welcome } from './openStoreOfAll.ts'

/** Something that is there, for each parameter that a path of the API has. */
export interface Named {
  readonly workflow: string
  readonly version: string
  readonly segment: string
  readonly source: string
  readonly customer: string
  readonly run: string
  readonly message: string
  readonly refused: string
  readonly parked: string
}

type WithBody = {
  [Name in RouteName]: RouteOf<Name> extends { readonly body: z.ZodType } ? Name : never
}[RouteName]

const event = { type: 'track', userId: 'ada', event: 'Cart Updated', properties: { cart: 'c1' } }
const when = { test: 'attribute', attribute: 'city', op: 'is', value: 'Rome' }
const settings = {
  name: 'Shop',
  sender: 'Shop <shop@example.com>',
  replyTo: 'help@example.com',
  postalAddress: '1 High Street',
  dkim: { domain: 'example.com', selector: 'perennial' },
  zone: 'Europe/London',
  currency: 'GBP',
  tracking: { clicks: true, opens: true },
  marketingToUnknown: false,
  retention: { days: 365, forEver: ['Order Completed'] },
  sending: {
    quietHours: [{ from: '21:00', to: '09:00', weekdays: ['monday', 'sunday'] }],
    quietForTransactional: false,
    caps: [
      { channel: 'email', cap: { per: 'rolling', atMost: 3, period: 'P7D' } },
      { channel: 'email', cap: { per: 'day', atMost: 1 } },
    ],
    giveUpAfter: 'P3D',
    holdout: 5,
  },
}

/** A lawful body for each route that takes one. What is bad is made from these, so that a route without one fails every test here. */
export const lawfulBodies: { readonly [Name in WithBody]: unknown } = {
  openDemo: {},
  leaveDemo: {},
  playDemo: { playing: false },
  advanceClock: { advance: 'PT4H' },
  release: { overdue: 'run' },
  backUp: { file: 'backup.db' },
  createWorkflow: { document: { ...branching(when as never), id: 'another', title: 'Another' } },
  saveDraft: welcome,
  publish: { revision: 1 },
  setWorkflowState: { state: 'live', overdue: 'run' },
  moveRuns: { version: 1, move: { nodes: { 'delay-2': { end: 'Moved' } }, keepElapsed: true } },
  importWorkflow: {
    document: { ...welcome, segments: { rome: { title: 'Rome', when } } },
    how: 'preview',
    segments: 'keep',
  },
  checkDocument: branching(when as never),
  previewMail: {
    subject: 'Hello',
    preheader: 'There',
    mjml: ['<mjml><mj-body></mj-body></mjml>'],
    purpose: 'transactional',
    customer: '1',
    trigger: { cart: 'c1' },
  },
  previewAudience: { when: { all: [when, { test: 'event', event: 'Order Completed', op: 'atLeast', value: 1 }] } },
  startWorkflow: { customer: '{customer}', properties: { order_id: 'o-1' } },
  previewStart: { audience: { of: 'everyone' } },
  startAudience: { audience: { of: 'condition', when }, properties: { order_id: 'o-1' } },
  setConsent: { channel: 'email', purpose: 'marketing', is: 'granted' },
  createSegment: { title: 'Romans', when },
  saveSegment: { title: 'Buyers', when },
  retryMessage: { choice: 'send' },
  createSource: { name: 'App', kind: 'browser' },
  revokeSource: {},
  saveSettings: settings,
  previewRetention: settings.retention,
  saveDkimKey: { dkimKey: null },
  makeDkimKey: {},
  loadEvents: { items: [event], live: false },
  replayRefused: { body: event },
  foldAgain: {},
}

/** One way to send a request: the route, where to, and what it needs besides a body. */
export interface Target {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Lawful, where the route takes one. */
  readonly body?: unknown
}

/** Every route of the API, filled in with things that are there. */
export function apiTargets(named: Named): Target[] {
  return (Object.entries(routes) as [RouteName, Route][]).map(([name, route]) => ({
    name,
    method: route.method,
    path: route.path.replace(/\{(\w+)\}/g, (_, parameter: string) =>
      encodeURIComponent(namedAs(parameter, name, named)),
    ),
    headers: { ...(route.method === 'GET' ? {} : json), ...(route.ifMatch ? { 'if-match': '"1"' } : {}) },
    ...(route.body ? { body: filledIn(lawfulBody(name), name, named) } : {}),
  }))
}

/** Every call of ingest, by its long and its short name. */
export function ingestTargets({ writeKey }: Pick<StoreOfAll, 'writeKey'>): Target[] {
  const body = { ...event, groupId: 'g', previousId: 'before' }
  return Object.entries(calls).map(([name, call]) => ({
    name: `/v1/${name}`,
    method: 'POST',
    path: `/v1/${name}`,
    headers: { ...json, authorization: basic(writeKey) },
    body: call === 'batch' || call === 'import' ? { batch: [event] } : body,
  }))
}

/** A body with what is there in place of `{customer}` and the like. */
function filledIn(body: unknown, route: string, named: Named): unknown {
  const text = JSON.stringify(body).replace(/"\{(\w+)\}"/g, (_, name: string) =>
    JSON.stringify(namedAs(name, route, named)),
  )
  return JSON.parse(text)
}

export function lawfulBody(name: string): unknown {
  if (!Object.hasOwn(lawfulBodies, name))
    throw new Error(
      `The route ${name} takes a body, and nothing bad is sent to it yet. Give it a lawful one in lawfulBodies of ${import.meta.filename}.`,
    )
  return lawfulBodies[name as WithBody]
}

export function namedAs(parameter: string, route: string, named: Named): string {
  if (!Object.hasOwn(named, parameter))
    throw new Error(
      `The path of ${route} has a parameter {${parameter}}, for which there is nothing yet. Add it to Named in ${import.meta.filename} and make one in openStoreOfAll.`,
    )
  return named[parameter as keyof Named]
}
