import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { chmodSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Problem } from '../../shared/problem.ts'
import { writeSecret } from './writeSecret.ts'

/** The key that a store signs its mails with. It lies in the data folder, readable by its owner alone, and only signatures leave. */
export interface DkimKey {
  isSet(): boolean
  /** For the signer alone: PKCS #8 as PEM. */
  privateKey(): string | undefined
  /** What DNS says of it: `v=DKIM1; k=rsa; p=…`. */
  record(): string | undefined
  /** Takes a PEM; the problems say why it does not. */
  save(pem: string): readonly Problem[]
  remove(): void
  /** Makes a key, unless there is one: its public half may be in DNS already. */
  make(): Promise<boolean>
}

// RFC 8301: signers use 1024 bits at least, verifiers need not know more than 4096.
const bits = { least: 1024, most: 4096, made: 2048 }

/** The key in the file `dkim.pem` of a data folder. */
export function dkimKeyIn(folder: string): DkimKey {
  const path = join(folder, 'dkim.pem')
  let key = existing(path)
  const keep = (next: KeyObject) => {
    writeSecret(path, pemOf(next), 'over')
    key = next
  }
  return {
    isSet: () => key !== undefined,
    privateKey: () => key && pemOf(key),
    record: () => key && recordOf(key),
    save(pem) {
      const read = readKey(pem)
      if ('problem' in read) return [{ severity: 'error', path: '/dkimKey', ...read.problem }]
      keep(read.key)
      return []
    },
    remove() {
      rmSync(path, { force: true })
      key = undefined
    },
    async make() {
      if (key) return false
      const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: bits.made })
      // Somebody else may have set one while it was made.
      if (key) return false
      keep(privateKey)
      return true
    },
  }
}

function existing(path: string): KeyObject | undefined {
  let pem: string
  try {
    pem = readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const read = readKey(pem)
  if ('problem' in read)
    throw new Error(
      `Expected ${path} to hold an RSA private key of ${bits.least} to ${bits.most} bits as PEM, but it does not (${read.problem.code}). Put back the file of your backup, or delete it and set the key in Settings again.`,
    )
  chmodSync(path, 0o600)
  return read.key
}

// nodemailer signs with RSA alone, and leaves a mail unsigned without a word when it cannot use the key.
function readKey(pem: string): { readonly key: KeyObject } | { readonly problem: Pick<Problem, 'code' | 'params'> } {
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    return { problem: { code: 'dkimKeyUnreadable' } }
  }
  if (key.asymmetricKeyType !== 'rsa')
    return { problem: { code: 'dkimKeyKind', params: { came: key.asymmetricKeyType ?? '' } } }
  const came = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (came < bits.least || came > bits.most)
    return { problem: { code: 'dkimKeyBits', params: { least: bits.least, most: bits.most, came } } }
  return { key }
}

const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string

const recordOf = (key: KeyObject): string =>
  `v=DKIM1; k=rsa; p=${createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')}`
