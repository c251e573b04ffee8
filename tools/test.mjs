// npm test: types, format and lint, then the tests. With arguments only the tests, and the arguments go to vitest.
// TEST_REPORT=FILE also writes how many passed and failed, and which failed with what message, as JSON, for machines.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { revision } from '../test/support/revision.ts'
import { run } from './child.mjs'

const args = process.argv.slice(2)
const report = process.env.TEST_REPORT

const failures = args.length > 0 ? [] : await failedChecks()
const tests = await runTests()
if (failures.length > 0)
  console.error(`\nperennial: failed before the tests: ${failures.join(', ')}; see the lines above`)
if (failures.length > 0 || tests.failed > 0) console.error(`perennial: at ${revision()}`)
if (report) {
  const { passed, failed, names } = tests
  writeFileSync(report, JSON.stringify({ passed, failed: failed + failures.length, names: [...failures, ...names] }))
}
process.exitCode = failures.length > 0 || tests.failed > 0 ? 1 : 0

async function failedChecks() {
  const scripts = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')).scripts
  const checks = ['types', 'lint'].map(async (name) => {
    const [program, ...rest] = scripts[name].replace('node tools/with.mjs ', '').split(' ')
    return (await run(program, rest)) === 0 ? [] : [name]
  })
  return (await Promise.all(checks)).flat()
}

async function runTests() {
  if (!report) return { passed: 0, failed: (await run('vitest', ['run', ...args])) === 0 ? 0 : 1, names: [] }
  const folder = mkdtempSync(join(tmpdir(), 'perennial-test-'))
  try {
    const file = join(folder, 'vitest.json')
    const code = await run('vitest', [
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
      ...args,
    ])
    const { passed, failed, names } = countsIn(file)
    return { passed, failed: code === 0 ? failed : Math.max(failed, 1), names }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// A file that could not even be loaded holds no failed test, and counts as one.
function countsIn(file) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, 'utf8'))
    const unloaded = testResults.filter(({ status, assertionResults }) => {
      return status === 'failed' && !assertionResults.some((result) => result.status === 'failed')
    })
    const failed = testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed'),
    )
    const names = [
      ...failed.map(({ fullName, failureMessages }) => `${fullName}\n${shortOf(failureMessages.join('\n'))}`),
      ...unloaded.map(({ name, message }) => `${name}\n${shortOf(message)}`),
    ]
    return { passed: numPassedTests, failed: numFailedTests + unloaded.length, names }
  } catch {
    return { passed: 0, failed: 1, names: ['no report of the tests'] }
  }
}

/** What went wrong and where, without colours, in as many lines as one reads in a list of failures. */
function shortOf(message) {
  const lines = stripVTControlCharacters(message).split('\n')
  const told = lines.filter((line) => line.trim() && !line.includes('node_modules') && !line.includes('(node:'))
  return told
    .slice(0, 20)
    .map((line) => `  ${line.slice(0, 300)}`)
    .join('\n')
}
