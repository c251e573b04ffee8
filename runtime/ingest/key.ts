/** The write key of a request: Basic user name or Bearer token, else `writeKey` in the body. */
export function writeKeyOf(authorization: string | undefined, body?: unknown): string | undefined {
  const [scheme = '', credentials = ''] = (authorization ?? '').trim().split(/ +/)
  if (/^basic$/i.test(scheme)) return Buffer.from(credentials, 'base64').toString('utf8').split(':')[0] || undefined
  if (/^bearer$/i.test(scheme)) return credentials || undefined
  const key = typeof body === 'object' && body !== null ? (body as { writeKey?: unknown }).writeKey : undefined
  return typeof key === 'string' && key !== '' ? key : undefined
}
