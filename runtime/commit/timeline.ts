import type { Json } from '../../shared/customer.ts'

/** What the timeline shows beside events, messages and trails. */
export interface TimelineRow {
  readonly customer: number
  readonly at: number
  readonly what:
    | 'segmentJoined'
    | 'segmentLeft'
    | 'customersJoined'
    | 'consentChanged'
    | 'attributesLeftOut'
    | 'zoneUnknown'
    | 'notEnrolled'
    | 'addressRefused'
    | 'heldOut'
    | 'goalReached'
  readonly detail: Json
}
