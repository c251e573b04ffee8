import type { IncomingMessage } from 'node:http'
import { tooLarge } from '../ingest/unpack.ts'

/**
 * The bytes of a request. Refuses as soon as there are too many, whatever the headers promised; the rest is not kept. `onBytes` hears of
 * each part as it comes, and what it throws refuses the request as well.
 */
export function readBody(request: IncomingMessage, most: number, onBytes?: (bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const refuse = (reason: unknown) => {
      request.off('data', take).resume()
      reject(reason)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > most) return refuse(tooLarge(most))
      try {
        onBytes?.(chunk.length)
      } catch (reason) {
        return refuse(reason)
      }
      chunks.push(chunk)
    }
    if (Number(request.headers['content-length']) > most) return refuse(tooLarge(most))
    request.on('data', take)
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)))
    request.on('error', reject)
  })
}
