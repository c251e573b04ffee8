import { createHmac, randomBytes } from 'node:crypto'
import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeSecret } from './writeSecret.ts'

/** What a store signs with. All of it derives from one file in the data folder, so that a backup of the folder is whole. */
export interface Secrets {
  /** Signs the links by which people unsubscribe. */
  readonly links: Buffer
  /** Signs tracked links and pixels: another key, so that one that was clicked never unsubscribes anybody. */
  readonly tracking: Buffer
  /** Signs webhooks, as Standard Webhooks writes secrets: `whsec_…`. */
  readonly webhooks: string
  /** Makes Message-IDs that differ between stores which share a domain. */
  readonly messageIds: Buffer
  /** Hashes the names of customers who were erased. */
  readonly names: Buffer
}

const bytes = 32

/** Reads the file `secret` of a data folder, readable by its owner alone; makes it when there is none. */
export function readSecrets(folder: string): Secrets {
  const path = join(folder, 'secret')
  const master = existing(path) ?? create(path)
  const derive = (purpose: string) => createHmac('sha256', master).update(purpose).digest()
  return {
    links: derive('links'),
    tracking: derive('tracking'),
    webhooks: `whsec_${derive('webhooks').toString('base64')}`,
    messageIds: derive('ids'),
    names: derive('names'),
  }
}

function existing(path: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const master = Buffer.from(text.trim(), 'base64')
  if (master.length !== bytes)
    throw new Error(
      `Expected ${path} to hold ${bytes} bytes in base64, but it holds ${master.length}. Put back the file of your backup: links in mails that were sent are signed with it.`,
    )
  chmodSync(path, 0o600)
  return master
}

// It signs links for ever, so one that is there is never replaced.
function create(path: string): Buffer {
  const master = randomBytes(bytes)
  writeSecret(path, `${master.toString('base64')}\n`, 'new')
  return master
}
