import { execFileSync } from 'node:child_process'

/** What the tests are run on, to be said with every failure; `-dirty` where it is not what was committed. */
export function revision(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=10'], { encoding: 'utf8' }).trim()
  } catch {
    return 'no revision: there is no git here'
  }
}
