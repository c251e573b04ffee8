interface Call {
  readonly messageId: string
  readonly userId?: string
  readonly anonymousId?: string
  /** Own time, RFC 3339 in UTC. */
  readonly timestamp: string
}

export interface IdentifyCall extends Call {
  readonly type: 'identify'
  readonly traits: Readonly<Record<string, unknown>>
}

export interface PageCall extends Call {
  readonly type: 'page'
  readonly name: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface TrackCall extends Call {
  readonly type: 'track'
  readonly event: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** An item as a Segment client would send it. */
export type StoreEvent = IdentifyCall | PageCall | TrackCall
