import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { StartServer } from './peers.ts'
import { folderFor, installed, ownerOtherThanRoot, startServer, versionsIn } from './startServer.ts'

/** PostgreSQL with the durability of its defaults, and memory and log enough that neither slows it down. */
export const startPostgres: StartServer = async () => {
  const initdb = installed('initdb', versionsIn('/usr/lib/postgresql', 'bin'))
  if (!initdb) return 'PostgreSQL is not installed: no initdb on PATH or in /usr/lib/postgresql'
  const as = ownerOtherThanRoot('postgres')
  const folder = folderFor(as)
  const data = join(folder, 'data')
  try {
    const args = ['--pgdata', data, '--username', 'peer', '--auth', 'trust', '--encoding', 'UTF8', '--no-locale']
    await promisify(execFile)(initdb, args, { cwd: folder, ...as })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'on',
    synchronous_commit: 'on',
    shared_buffers: '1GB',
    max_wal_size: '4GB',
    max_connections: '100',
  }
  return startServer(folder, {
    program: join(dirname(initdb), 'postgres'),
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    ready: /database system is ready to accept connections/,
    // Fast: it ends its sessions and does not wait for them.
    stopBy: 'SIGINT',
    as,
  })
}
