import { setTimeout } from 'node:timers/promises'
import type { ResponseOf } from '../../shared/api/route.ts'
import type { storeRoutes } from '../../shared/api/storeRoutes.ts'
import type { Connection } from './connect.ts'

const lookEvery = 100

/** Makes a backup and waits until it is whole, or has failed. */
export async function backUp(
  store: Connection,
  file: string,
  progress: (copied: number, pages: number) => void,
): Promise<ResponseOf<typeof storeRoutes.readBackup>> {
  let backup = await store.call('backUp', { body: { file } })
  while (backup.state === 'running') {
    await setTimeout(lookEvery)
    backup = await store.call('readBackup')
    if (backup.pages > 0) progress(backup.copied, backup.pages)
  }
  return backup
}
