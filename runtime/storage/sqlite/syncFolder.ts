import { closeSync, fsyncSync, openSync } from 'node:fs'

/** Which names stand in a folder is on disk. Where folders can't be opened, as on Windows, nothing need be done. */
export function syncFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, 'r')
  } catch {
    return
  }
  fsyncSync(handle)
  closeSync(handle)
}
