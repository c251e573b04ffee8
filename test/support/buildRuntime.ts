import type { TestProject } from 'vitest/node'
import { buildNow } from './built.ts'

/** The threads that tests start are built of the sources that are tested, also when these change while somebody watches. */
export function setup(project: TestProject): void {
  buildNow('runtime')
  project.onTestsRerun(async () => buildNow('runtime'))
}
