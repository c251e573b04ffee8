import { isUtf8 } from 'node:buffer'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { limits } from '../../shared/limits.ts'
import { Refusal } from '../../shared/problem.ts'

/** The text of a request's body. What is gzip is unpacked whatever the headers say: RudderStack's client calls it a form. */
export async function unpack(body: Buffer): Promise<string> {
  const bytes = isGzip(body) ? await unzipped(body) : body
  if (bytes.length > limits.bodyBytes) throw tooLarge(limits.bodyBytes)
  if (!isUtf8(bytes)) throw new Refusal([{ code: 'notUnicode', severity: 'error', path: '' }])
  return bytes.toString('utf8', hasMark(bytes) ? 3 : 0)
}

export const tooLarge = (limit: number): Refusal =>
  new Refusal([{ code: 'tooLarge', severity: 'error', path: '', params: { limit } }], 413)

const gunzipped = promisify(gunzip) as (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>

async function unzipped(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipped(body, { maxOutputLength: limits.bodyBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limits.bodyBytes)
    throw new Refusal([{ code: 'notGzip', severity: 'error', path: '' }])
  }
}

const isGzip = (body: Buffer) => body[0] === 0x1f && body[1] === 0x8b
const hasMark = (body: Buffer) => body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
