import { afterEach, beforeEach, expect } from 'vitest'
import type { Config } from '../../runtime/config.ts'
import { openServer, type TestServer } from './server.ts'

/** Each test of a file has a server of its own, which reports no defect. */
export function eachWithServer(also: Partial<Config>, has: (server: TestServer) => void): void {
  let server: TestServer
  beforeEach(async () => {
    server = await openServer(also)
    has(server)
  })
  afterEach(async () => {
    expect(server.reported).toEqual([])
    await server.close()
  })
}
