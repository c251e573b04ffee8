import type { IncomingMessage } from 'node:http'
import { tooLarge } from '../ingest/unpack.ts'

/** The bytes of a request. Refuses as soon as there are too many, whatever the headers promised; the rest is not kept. */
export function readBody(request: IncomingMessage, most: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const refuse = () => {
      request.off('data', take).resume()
      reject(tooLarge(most))
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > most) return refuse()
      chunks.push(chunk)
    }
    if (Number(request.headers['content-length']) > most) return refuse()
    request.on('data', take)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}
