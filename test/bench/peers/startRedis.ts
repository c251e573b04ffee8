import { join } from 'node:path'
import type { StartServer } from './peers.ts'
import { folderFor, installed, startServer } from './startServer.ts'

/** Redis with an append-only file: `always` answers when the disk has it, `everysec` may lose the last second in a crash. */
export const redisWith =
  (appendfsync: 'always' | 'everysec'): StartServer =>
  async () => {
    const program = installed('redis-server') ?? installed('valkey-server')
    if (!program) return 'neither redis-server nor valkey-server is on PATH'
    const folder = folderFor()
    const socket = join(folder, 'redis.sock')
    const settings = {
      port: '0',
      unixsocket: socket,
      dir: folder,
      appendonly: 'yes',
      appendfsync,
      save: '',
      // As BullMQ's guide to production asks.
      'maxmemory-policy': 'noeviction',
    }
    const server = await startServer(folder, {
      program,
      args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]),
      ready: /ready to accept connections at/i,
      stopBy: 'SIGTERM',
    })
    return { ...server, socket }
  }
