import { z } from 'zod'
import { Zone } from '../../duration.ts'
import { limits } from '../../limits.ts'
import { Retention } from '../../retention.ts'
import { Sending } from '../../sending.ts'

const dnsName = /^$|^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i

/** What a store is set to. */
export const StoreSettings = z
  .strictObject({
    name: z.string().max(limits.nameLength),
    sender: z.string().max(limits.nameLength).describe('"Name <address>" or an address'),
    replyTo: z.string().max(limits.nameLength),
    postalAddress: z.string().max(1000),
    dkim: z
      .strictObject({
        domain: z.string().max(253).regex(dnsName, 'dnsName'),
        selector: z.string().max(63).regex(dnsName, 'dnsName'),
      })
      .describe('Receivers find the public key at selector._domainkey.domain; empty: mails are not signed'),
    tracking: z
      .strictObject({ clicks: z.boolean(), opens: z.boolean() })
      .describe('Whether links lead over Perennial, and whether mails have a pixel; neither for those who refuse'),
    zone: Zone,
    currency: z.string().regex(/^[A-Z]{3}$/),
    marketingToUnknown: z.boolean(),
    sending: Sending,
    retention: Retention,
  })
  .meta({ id: 'StoreSettings' })

/** Whether mails can be signed. The private key goes in and never comes back out. */
export const DkimKey = z
  .object({
    dkimKey: z.enum(['set', 'none']),
    record: z
      .object({ name: z.string(), value: z.string() })
      .nullable()
      .describe('The TXT record that DNS must have; null without a key, a domain or a selector'),
  })
  .meta({ id: 'DkimKey' })

/** The removal of old events: once a day, and when the setting changes. */
export const RetentionProgress = z
  .object({
    state: z.enum(['never', 'running', 'done']),
    removed: z.int().describe('Events that the last removal took away, or this one so far'),
    begunAt: z.string().nullable(),
    before: z.string().nullable().describe('Events that happened earlier than this go'),
    progress: z.object({ done: z.int(), of: z.int() }).nullable().describe('Customers, while it runs'),
  })
  .meta({ id: 'RetentionProgress' })

export const RetentionPreview = z
  .object({
    events: z.int().describe('That would go, at most: those of which a run still asks something stay'),
    before: z.string().nullable().describe('Events that happened earlier than this would go; null: none would'),
    complete: z.boolean().describe('Whether all customers were looked at'),
  })
  .meta({ id: 'RetentionPreview' })
