import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import request from 'supertest'
import { expect, test } from 'vitest'
import { staticFiles } from '../../../runtime/server/staticFiles.ts'

test('the start page is shown wherever Perennial is installed, be it below a folder that begins with a dot', async () => {
  const installed = mkdtempSync(join(tmpdir(), 'perennial-static-'))
  const folder = join(installed, '.local', 'dist')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'index.html'), '<title>Perennial</title>')
  const app = express()
  staticFiles(app, folder)
  const { status, text } = await request(app).get('/workflows').set('accept', 'text/html')
  expect({ status, text }).toEqual({ status: 200, text: '<title>Perennial</title>' })
  rmSync(installed, { recursive: true })
})
