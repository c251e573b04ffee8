// One set-up or build at a time, whoever starts it: a second run waits for the first and then finds its work done.
// The lock is a file that appears whole with its owner's process id in it. One whose owner is gone is taken over.
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.cache', 'perennial')

export async function withLock(name, work) {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, `${name}.lock`)
  const release = () => {
    if (ownerOf(lock) === process.pid) rmSync(lock, { force: true })
  }
  for (let told = false; !take(lock); told = true) {
    const owner = ownerOf(lock)
    if (owner !== undefined && !isAlive(owner)) dropLockOf(owner, lock)
    else {
      if (!told) console.error(`perennial: waiting for process ${owner}, which is at the same work (${name})`)
      await sleep(200)
    }
  }
  process.once('exit', release)
  try {
    return await work()
  } finally {
    release()
    process.removeListener('exit', release)
  }
}

function take(lock) {
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, String(process.pid))
  try {
    linkSync(mine, lock)
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(mine, { force: true })
  }
}

function ownerOf(lock) {
  try {
    return Number(readFileSync(lock, 'utf8'))
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

// Moved aside before it is removed: of two that see a dead owner, the slower one must not remove the faster one's new lock.
function dropLockOf(owner, lock) {
  const aside = `${lock}.${process.pid}.dead`
  try {
    renameSync(lock, aside)
    if (ownerOf(aside) !== owner) linkSync(aside, lock)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
  }
}
