import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig, settingsHelp } from '../../../runtime/config.ts'
import { openServer } from '../../support/server.ts'

test('all that is wrong with the settings is said at once', () => {
  const environment = {
    PERENNIAL_PORT: '99999',
    PERENNIAL_HOST: '0.0.0.0',
    PERENNIAL_CLOCK: 'moon',
    PERENNIAL_HOLD_AFTER: '24',
  }
  const { problems } = readConfig({}, environment)
  expect(problems).toHaveLength(4)
  for (const name of Object.keys(environment)) expect(problems.some((problem) => problem.startsWith(name))).toBe(true)
})

test.each([
  'https://shop.example/mail',
  'https://shop.example/?a=1',
  'https://shop.example/#a',
  'https://a:b@shop.example',
])('the public address is one without a path: %s is refused', (PERENNIAL_PUBLIC_URL) => {
  expect(readConfig({}, { PERENNIAL_PUBLIC_URL }).problems).toHaveLength(1)
})

test('the public address may end in a slash, and the login of a wrong mail server is not printed', () => {
  expect(readConfig({}, { PERENNIAL_PUBLIC_URL: 'https://mail.example:8443/' })).toMatchObject({
    config: { publicUrl: 'https://mail.example:8443' },
  })
  const { problems } = readConfig({}, { PERENNIAL_SMTP_URL: 'mailto://ada:secret@mail.example' })
  expect(problems[0]).toContain('mail.example')
  expect(problems[0]).not.toMatch(/ada|secret/)
})

test('help names every setting', () => {
  for (const name of ['PORT', 'DATA', 'HOST', 'SMTP_URL', 'PUBLIC_URL', 'ALLOW_TARGETS', 'HOLD_AFTER', 'CLOCK'])
    expect(settingsHelp()).toContain(`PERENNIAL_${name}`)
})

test('a second process over one folder is refused, and the first goes on', async () => {
  const first = await openServer()
  await expect(openServer({}, first.data)).rejects.toThrow(first.data)
  expect((await first.request('GET', '/ready')).status).toBe(200)
  await first.close()
})

test('a new store has a key for servers and one for browsers, and its secrets are its owner’s alone', async () => {
  const at = await openServer()
  const { items } = (await at.request('GET', '/api/sources')).body as { items: { kind: string; key: string }[] }
  expect(items.map(({ kind }) => kind).sort()).toEqual(['browser', 'server'])
  for (const { kind, key } of items) expect(key).toMatch(kind === 'browser' ? /^pk_[\w-]{32}$/ : /^sk_[\w-]{32}$/)
  const again = await at.restart()
  expect((await again.request('GET', '/api/sources')).body.items).toEqual(items)
  await again.close()
})

test('a store keeps the clock that it was born with', async () => {
  const at = await openServer({ clock: 'data' })
  expect((await at.request('GET', '/api/status')).body.clock).toBe('data')
  await at.server.close()
  const again = await openServer({ clock: 'wall' }, at.data)
  expect((await again.request('GET', '/api/status')).body.clock).toBe('data')
  await again.close()
})

test('while it listens the folder says where, and afterwards no more', async () => {
  const data = mkdtempSync(join(tmpdir(), 'perennial-address-'))
  const at = await openServer({}, data)
  expect(readFileSync(join(data, 'address'), 'utf8').split('\n')[0]).toBe(at.url)
  await at.server.close()
  expect(() => readFileSync(join(data, 'address'))).toThrow('ENOENT')
  rmSync(data, { recursive: true })
})
