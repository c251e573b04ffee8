import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { commandLine as builtCommandLine } from '../../support/built.ts'
import { openServer } from '../../support/server.ts'
import { lines, perennial, type Ran } from '../../support/typing.ts'

const root = join(import.meta.dirname, '..', '..', '..')
const scratch = mkdtempSync(join(tmpdir(), 'perennial-cli-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const workflowOf = (example: string) => join(root, 'examples', example, 'workflow.json')
const file = (name: string, text: string) => {
  writeFileSync(join(scratch, name), text)
  return join(scratch, name)
}

/** The command as people type it, in a process of its own. */
function typed(...args: string[]): Promise<Ran> {
  const env = { ...process.env, PERENNIAL_DATA: scratch }
  return new Promise((resolve) => {
    execFile(process.execPath, [builtCommandLine(), ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    )
  })
}

describe('a workflow file', () => {
  test('is checked: nothing wrong is code 0, an error is code 1 with its sentence', async () => {
    const good = await perennial(scratch, 'check', workflowOf('win-back'))
    expect(good).toMatchObject({ code: 0 })
    const broken = file(
      'broken.json',
      JSON.stringify({ ...JSON.parse(readFileSync(workflowOf('win-back'), 'utf8')), nodes: [] }),
    )
    const bad = await perennial(scratch, 'check', broken, '--json')
    expect(bad.code).toBe(1)
    expect(lines(bad.out)[0]).toMatchObject({ severity: 'error', sentence: expect.any(String) })
    const doubled = readFileSync(workflowOf('win-back'), 'utf8').replaceAll('"ports": {', '"ports": {"next": "exit-1",')
    const twice = await perennial(scratch, 'check', file('twice.json', doubled))
    expect(twice.code).toBe(1)
    expect(twice.err).toContain('Two ways lead from the port next')
    const none = await typed('check', file('not.json', '{"a":'))
    expect(none).toMatchObject({ code: 1, out: '' })
    expect(none.err).toContain('line 1')
  })

  test('is written in its canonical form, and then stays as it is', async () => {
    const copy = join(scratch, 'format.json')
    copyFileSync(workflowOf('welcome-series'), copy)
    const text = readFileSync(copy, 'utf8')
    writeFileSync(copy, JSON.stringify(JSON.parse(text)))
    expect(lines((await perennial(scratch, 'format', copy, '--json')).out)[0].changed).toBe(true)
    expect(readFileSync(copy, 'utf8')).toBe(text)
    expect(lines((await perennial(scratch, 'format', copy, '--json')).out)[0].changed).toBe(false)
  })

  test('runs over events in memory and prints every decision', async () => {
    const events = join(root, 'examples/win-back/events.jsonl')
    const { code, out } = await typed('run', workflowOf('win-back'), '--events', events, '--json')
    expect(code).toBe(0)
    expect(out).toBe(readFileSync(join(root, 'examples/win-back/expected.jsonl'), 'utf8'))
  })
})

test('who has read enough may close the pipe', async () => {
  const events = join(root, 'examples/win-back/events.jsonl')
  const child = spawn(process.execPath, [builtCommandLine(), 'run', workflowOf('win-back'), '--events', events])
  child.stdout.destroy()
  const complaints: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk))
  const [code] = await once(child, 'close')
  expect({ code, err: Buffer.concat(complaints).toString() }).toEqual({ code: 0, err: '' })
})

test('what is not understood is code 2', async () => {
  const { code, out, err } = await typed('dance')
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('dance')
  expect((await perennial(scratch, 'check')).code).toBe(2)
  const help = await perennial(scratch, '--help')
  expect(help).toMatchObject({ code: 0, err: '' })
  expect(help.out).toContain('perennial')
})

describe('a store', () => {
  test('is spoken to where it is served, and opened where it is not, with the same result', async () => {
    const at = await openServer()
    expect(await perennial(at.data, 'import', workflowOf('win-back'), '--json')).toMatchObject({ code: 0 })
    const served = await perennial(at.data, 'export', 'win-back')
    await at.server.close()
    const opened = await perennial(at.data, 'export', 'win-back')
    expect(served).toEqual({ code: 0, out: readFileSync(workflowOf('win-back'), 'utf8'), err: '' })
    expect(opened).toEqual(served)
    rmSync(at.data, { recursive: true })
  })

  test('is not mistaken for another one that listens where its process did before it was killed', async () => {
    const killed = await openServer()
    const left = readFileSync(join(killed.data, 'address'))
    const port = Number(new URL(killed.url).port)
    await killed.server.close()
    writeFileSync(join(killed.data, 'address'), left)
    const other = await openServer({ port })
    const event = '{"type":"track","event":"Order Completed","userId":"u1","messageId":"m1"}'
    expect(await perennial(killed.data, 'send', event)).toMatchObject({ code: 0 })
    expect((await other.request('GET', '/api/customers')).body.items).toEqual([])
    await other.close()
    const again = await openServer({}, killed.data)
    expect((await again.request('GET', '/api/customers')).body.items).toHaveLength(1)
    await again.close()
  })

  test('takes one event, and says why it refuses another', async () => {
    const at = await openServer()
    const event = '{"type":"track","event":"Order Completed","userId":"u1","messageId":"m1"}'
    expect(lines((await perennial(at.data, 'send', event, '--json')).out)[0]).toMatchObject({ accepted: 1 })
    expect(lines((await perennial(at.data, 'send', event, '--json')).out)[0]).toMatchObject({ duplicates: 1 })
    const refused = await perennial(at.data, 'send', '{"type":"track","userId":"u1"}')
    expect(refused.code).toBe(1)
    expect(refused.err).toContain('/event')
    await at.ingest('track', { userId: 'u1' })
    expect(lines((await perennial(at.data, 'refused', '--json')).out)).toHaveLength(1)
    await at.close()
  })

  test('ends with code 1 when not all of a file was taken, and says how much', async () => {
    const data = join(scratch, 'partly')
    const good = { type: 'track', event: 'Reviewed', userId: 'u1', timestamp: '2026-01-01T00:00:00Z' }
    const events = [good, { ...good, event: undefined }].map((event) => `${JSON.stringify(event)}\n`)
    const whole = await perennial(data, 'load', file('whole.jsonl', events[0]!))
    expect(whole).toMatchObject({ code: 0, err: '' })
    const partly = await perennial(data, 'load', file('partly.jsonl', `${events.join('')}{"type":`))
    expect(partly.code).toBe(1)
    expect(partly.err).toContain('1 line could not be read. 1 event was refused')
  })

  test('publishes a workflow, explains what it did, pauses and ends it', async () => {
    const at = await openServer()
    const greet = {
      format: 1,
      id: 'greet',
      title: 'Greet',
      nextId: 3,
      settings: { reentry: { rule: 'once' } },
      nodes: [
        { id: 'event-1', kind: 'event', settings: { event: 'Signed Up' }, ports: { next: 'delay-2' } },
        { id: 'delay-2', kind: 'delay', settings: { for: 'P3D' } },
      ],
    }
    await perennial(at.data, 'import', file('greet.json', JSON.stringify(greet)))
    expect(await perennial(at.data, 'publish', 'greet')).toMatchObject({ code: 0 })
    const signedUp = { type: 'track', event: 'Signed Up', userId: 'ada', messageId: 'm1' }
    await perennial(at.data, 'send', JSON.stringify(signedUp))
    const { code, out } = await perennial(at.data, 'explain', 'ada', '--workflow', 'greet')
    expect(code).toBe(0)
    expect(out).toContain('Greet')
    expect(out).toContain('delay-2')
    await perennial(at.data, 'import', file('later.json', JSON.stringify({ ...greet, title: 'Later' })), '--replace')
    expect(await perennial(at.data, 'publish', 'greet')).toMatchObject({ code: 0 })
    const unsaid = await perennial(at.data, 'move', 'greet')
    expect(unsaid.code).toBe(1)
    expect(unsaid.err).toContain('1 on version 1 at delay-2 (Wait 3 days)')
    expect(await perennial(at.data, 'move', 'greet', '--same')).toMatchObject({ code: 0 })
    expect((await perennial(at.data, 'move', 'greet', '--dry-run')).out).toContain('0 people are inside on older')
    expect(await perennial(at.data, 'pause', 'greet')).toMatchObject({ code: 0 })
    expect((await at.request('GET', '/api/workflows/greet')).body).toMatchObject({ state: 'paused', version: 2 })
    const asked = await perennial(at.data, 'end', 'greet')
    expect(asked.code).toBe(1)
    expect(asked.err).toContain('1')
    expect(await perennial(at.data, 'end', 'greet', '--yes')).toMatchObject({ code: 0 })
    expect((await at.request('GET', '/api/workflows/greet')).body).toMatchObject({ state: 'ended' })
    await at.close()
  })

  test('rule 30: erases whom it is told to by their whole name, and asks before', async () => {
    const data = join(scratch, 'erasing')
    for (const userId of ['ford', 'fordson'])
      await perennial(
        data,
        'send',
        JSON.stringify({ type: 'identify', userId, traits: { email: `${userId}@h2g2.example` } }),
      )
    writeFileSync(join(data, 'perennial.db.v1'), 'as it was')
    const asked = await perennial(data, 'erase', 'ford@h2g2.example')
    expect(asked).toMatchObject({ code: 1, err: expect.stringContaining('erase 1 --yes') })
    expect(await perennial(data, 'erase', 'fordson@', '--yes')).toMatchObject({ code: 1 })
    expect(await perennial(data, 'erase', 'ford@h2g2.example', '--yes')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Customer 1 is erased\.\n.*perennial\.db\.v1\.\n$/),
    })
    expect(await perennial(data, 'erase', '1', '--yes')).toMatchObject({ code: 1 })
    expect(existsSync(join(data, 'perennial.db.v1'))).toBe(false)
    const refused = await perennial(data, 'send', JSON.stringify({ type: 'track', event: 'Viewed', userId: 'ford' }))
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('This customer was erased') })
  })

  test('asks before a file replaces what is there', async () => {
    const data = mkdtempSync(join(tmpdir(), 'perennial-cli-store-'))
    await perennial(data, 'import', workflowOf('welcome-series'))
    const other = JSON.parse(readFileSync(workflowOf('welcome-series'), 'utf8'))
    const changed = file('changed.json', JSON.stringify({ ...other, title: 'Changed' }))
    expect((await perennial(data, 'import', changed)).code).toBe(1)
    const copied = lines((await perennial(data, 'import', changed, '--copy', '--json')).out)[0]
    expect(copied.id).toBe('welcome-series-2')
    expect((await perennial(data, 'import', changed, '--replace')).code).toBe(0)
    rmSync(data, { recursive: true })
  })
})
