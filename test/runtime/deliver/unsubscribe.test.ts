import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import request from 'supertest'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { readSecrets } from '../../../runtime/deliver/secrets.ts'
import { signToken, verifyToken } from '../../../runtime/deliver/token.ts'
import { type ConsentDecision, unsubscribePages } from '../../../runtime/server/unsubscribe.ts'

const folder = mkdtempSync(join(tmpdir(), 'perennial-'))
afterAll(() => rmSync(folder, { recursive: true }))

const { links: secret } = readSecrets(folder)
const subject = { address: 'ada+<x>@example.com', customer: 12, store: 'own', admitted: 1_767_225_600_000 }
const token = signToken(secret, subject)

let decisions: ConsentDecision[] = []
let failing = false
const app = express().use(
  unsubscribePages({
    secret,
    storeName: () => 'Hazel & Oak',
    decide: async (decision) => {
      if (failing) throw new Error('No room')
      decisions.push(decision)
    },
    onError: () => {},
  }),
)
beforeEach(() => {
  decisions = []
  failing = false
})

describe('the unsubscribe link', () => {
  test('shows on reading what would stop and for whom, runs nothing, and changes nothing', async () => {
    for (const method of ['get', 'head'] as const) await request(app)[method](`/u/${token}`).expect(200)
    const { text, headers } = await request(app).get(`/u/${token}`)
    expect(text).toContain('ada+&#60;x&#62;@example.com')
    expect(text).toContain('Hazel &#38; Oak')
    expect(text).toContain(`<form method="post" action="/u/${token}">`)
    expect(text).not.toContain('<script')
    expect(headers['content-security-policy']).toContain("default-src 'none'")
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(decisions).toEqual([])
  })

  test('denies by the button of the page, and offers a way back', async () => {
    const { text } = await request(app).post(`/u/${token}`).type('form').send('').expect(200)
    expect(decisions).toEqual([
      { ...subject, is: 'denied', source: 'hostedPage', wording: 'Unsubscribed on the hosted page' },
    ])
    expect(text).toContain('You are unsubscribed')
    await request(app).post(`/u/${token}/subscribe`).expect(200)
    expect(decisions[1]).toMatchObject({ ...subject, is: 'granted' })
  })

  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'a form of parts',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--',
    ],
  ])('denies by one click, sent as %s (RFC 8058)', async (_, type, body) => {
    await request(app).post(`/u/${token}`).set('Content-Type', type).send(body).expect(200)
    expect(decisions).toEqual([{ ...subject, is: 'denied', source: 'oneClick', wording: 'One-click' }])
  })

  test('says so when the decision could not be kept, and asks to come again', async () => {
    failing = true
    const { text, headers } = await request(app).post(`/u/${token}`).expect(503)
    expect(headers['retry-after']).toBe('60')
    expect(text).not.toContain('You are unsubscribed')
  })

  test.each([
    ['a forged one', `${token.split('.')[0]}.${'A'.repeat(43)}`],
    ['one of another store', signToken(Buffer.alloc(32), subject)],
    ['one that was cut off', token.slice(0, -4)],
    ['one with an addition', `${token}.x`],
    ['no token', 'x'],
    ['an odd one', '%00%F0%9F%8C%B1'],
  ])('answers %s with a page that helps, and changes nothing', async (_, wrong) => {
    for (const method of ['get', 'post'] as const) {
      const { text } = await request(app)[method](`/u/${wrong}`).expect(404)
      expect(text).toContain('This link does not work')
    }
    await request(app).post(`/u/${wrong}/subscribe`).expect(404)
    expect(decisions).toEqual([])
  })
})

describe('secrets', () => {
  test('stay the same for a data folder, and only its owner can read them', () => {
    expect(readSecrets(folder)).toEqual(readSecrets(folder))
    expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600)
    expect(verifyToken(readSecrets(folder).links, token)).toEqual(subject)
    expect(readSecrets(folder).webhooks).toMatch(/^whsec_/)
  })

  test('that were damaged are refused, not replaced', () => {
    const damaged = mkdtempSync(join(folder, 'damaged-'))
    writeFileSync(join(damaged, 'secret'), 'short\n')
    expect(() => readSecrets(damaged)).toThrow(/Put back the file/)
  })
})
