import { z } from 'zod'
import { consentPurposes } from '../customer.ts'
import { Changed } from './models/changed.ts'
import { CustomerDetail, CustomerSummary } from './models/customer.ts'
import { Explanation } from './models/explanation.ts'
import { AnyQuery, listOf, PageQuery } from './models/reading.ts'
import { TimelineItem } from './models/timelineItem.ts'
import { type Route, route } from './route.ts'

/** Customers: finding one, what happened, what they said. */
export const customerRoutes = {
  listCustomers: route({
    method: 'GET',
    path: '/api/customers',
    tag: 'Customers',
    summary: 'Find customers by name, e-mail or id',
    query: PageQuery.extend({ query: z.string().max(200).optional(), segment: z.string().optional() }),
    response: listOf(CustomerSummary),
  }),
  readCustomer: route({
    method: 'GET',
    path: '/api/customers/{customer}',
    tag: 'Customers',
    summary: 'One customer',
    query: AnyQuery,
    response: CustomerDetail,
  }),
  readTimeline: route({
    method: 'GET',
    path: '/api/customers/{customer}/timeline',
    tag: 'Customers',
    summary: 'What happened, newest first',
    query: PageQuery,
    response: listOf(TimelineItem),
  }),
  explainCustomer: route({
    method: 'GET',
    path: '/api/customers/{customer}/explain',
    tag: 'Customers',
    summary: 'Why a customer is in a workflow or not, and what would change it',
    query: AnyQuery.extend({ workflow: z.string().min(1).max(64) }),
    response: Explanation,
  }),
  setConsent: route({
    method: 'POST',
    path: '/api/customers/{customer}/consent',
    tag: 'Customers',
    summary: 'Write down what a customer said',
    body: z.strictObject({
      channel: z.literal('email'),
      purpose: z.enum(consentPurposes),
      is: z.enum(['granted', 'denied']),
    }),
    response: Changed,
  }),
  eraseCustomer: route({
    method: 'DELETE',
    path: '/api/customers/{customer}',
    tag: 'Customers',
    summary:
      'Erase a customer: all that is known of them goes, and events about them are refused until they consent anew',
    response: Changed,
  }),
} satisfies Record<string, Route>
