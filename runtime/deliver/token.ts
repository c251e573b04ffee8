import { createHmac, timingSafeEqual } from 'node:crypto'

/** Whom a link in a mail speaks for. `store` tells the demo store's links from one's own. */
export interface LinkSubject {
  readonly address: string
  readonly customer: number
  readonly store: string
}

/** Has no end: a link in a mail of years ago must still unsubscribe. */
export function signToken(secret: Buffer, { address, customer, store }: LinkSubject): string {
  const payload = Buffer.from(JSON.stringify([address, customer, store])).toString('base64url')
  return `${payload}.${signature(secret, payload).toString('base64url')}`
}

/** The subject of a token that this store signed; `undefined` for any other text. */
export function verifyToken(secret: Buffer, token: string): LinkSubject | undefined {
  const [payload = '', signed = '', ...rest] = token.split('.')
  const given = Buffer.from(signed, 'base64url')
  const expected = signature(secret, payload)
  if (rest.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const [address, customer, store] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as [
    string,
    number,
    string,
  ]
  return { address, customer, store }
}

const signature = (secret: Buffer, payload: string): Buffer => createHmac('sha256', secret).update(payload).digest()
