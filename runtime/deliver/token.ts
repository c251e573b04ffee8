import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Json } from '../../shared/customer.ts'

/** Whom a link in a mail speaks for. `store` tells the demo store's links from one's own. */
export interface LinkSubject {
  readonly address: string
  readonly customer: number
  readonly store: string
  /** When the mail was admitted; absent in links of mails from before that was said. */
  readonly admitted?: number
}

/** The message that a tracked link or pixel belongs to. Which link is meant stands beside the token, by an id of that message. */
export interface TrackedMessage {
  readonly message: string
  readonly store: string
}

/** Has no end: a link in a mail of years ago must still unsubscribe. */
export const signToken = (secret: Buffer, { address, customer, store, admitted }: LinkSubject): string =>
  sealed(secret, [address, customer, store, ...(admitted === undefined ? [] : [admitted])])

/** The subject of a token that this store signed; `undefined` for any other text. */
export function verifyToken(secret: Buffer, token: string): LinkSubject | undefined {
  const said = unsealed(secret, token) as [string, number, string, number?] | undefined
  if (!said) return undefined
  const [address, customer, store, admitted] = said
  return { address, customer, store, ...(admitted !== undefined && { admitted }) }
}

export const signTracked = (secret: Buffer, { message, store }: TrackedMessage): string =>
  sealed(secret, [message, store])

export function verifyTracked(secret: Buffer, token: string): TrackedMessage | undefined {
  const said = unsealed(secret, token) as [string, string] | undefined
  return said && { message: said[0], store: said[1] }
}

function sealed(secret: Buffer, value: Json): string {
  const payload = Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${payload}.${signature(secret, payload).toString('base64url')}`
}

function unsealed(secret: Buffer, token: string): unknown {
  const [payload = '', signed = '', ...rest] = token.split('.')
  const given = Buffer.from(signed, 'base64url')
  const expected = signature(secret, payload)
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

const signature = (secret: Buffer, payload: string): Buffer => createHmac('sha256', secret).update(payload).digest()
