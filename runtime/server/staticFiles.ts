import { existsSync } from 'node:fs'
import { join } from 'node:path'
import express, { type Express } from 'express'
import { sendProblem } from './problemDocument.ts'

/** The editor as it was built. Files named after their content are kept for ever by browsers; every other address is its start page. */
export function staticFiles(app: Express, folder: string): void {
  const page = join(folder, 'index.html')
  const assets = express.static(join(folder, 'assets'), {
    immutable: true,
    maxAge: '1y',
    index: false,
    fallthrough: true,
  })
  app.use('/assets', assets)
  app.use(express.static(folder, { index: false, maxAge: 0 }))
  app.use((request, response) => {
    const isPage = request.method === 'GET' || request.method === 'HEAD'
    if (!isPage || belongsToUs.test(request.path) || !request.accepts('html') || !existsSync(page)) {
      request.resume()
      return sendProblem(response, 404)
    }
    response.set('cache-control', 'no-cache').sendFile('index.html', { root: folder })
  })
}

const belongsToUs = /^\/(api|v1|u|assets|health|ready)(\/|$)/
