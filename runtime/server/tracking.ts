import { type Request, type Response, Router } from 'express'
import { publicWords as words } from '../../shared/words/public.ts'
import { verifyTracked } from '../deliver/token.ts'
import { isMachine } from './machine.ts'
import { publicPage, publicPageHeaders } from './publicPage.ts'
import { type Response as Responded, recordResponse } from './recordResponse.ts'
import type { Store } from './store.ts'

export interface TrackingOptions {
  readonly secret: Buffer
  readonly stores: () => readonly Store[]
  readonly onError: (error: unknown) => void
}

// The smallest picture there is: one transparent point.
const pixel = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

/**
 * Where the links of mails lead: on to the address that is kept under the link's id, and nowhere else, so that nobody can make a link of ours
 * that leads to theirs. Nobody waits for what is written down about it, and what cannot be written down keeps nobody from the shop.
 */
export function trackingRoutes({ secret, stores, onError }: TrackingOptions): Router {
  const router = Router()
  router.use('/t', (_, response, next) => {
    response.set(publicPageHeaders)
    next()
  })

  router.get('/t/:token', async (request, response) => {
    const mail = await mailOf(request)
    if (!mail) return unknownLink(response)
    response.type('gif').send(pixel)
    await record(request, { ...mail, what: 'opened' })
  })

  router.get('/t/:token/:link', async (request, response) => {
    const mail = await mailOf(request)
    const id = String(request.params.link)
    const url = mail ? await mail.store.pages.link(mail.line.key, id) : null
    if (!mail || url === null || !isWeb(url)) return unknownLink(response)
    response.status(302).set('Location', url).type('text').end()
    await record(request, { ...mail, what: 'clicked', link: { id, url } })
  })

  router.use('/t', (_, response) => unknownLink(response))

  async function mailOf({ params }: Request): Promise<Pick<Responded, 'store' | 'line'> | undefined> {
    const tracked = verifyTracked(secret, String(params.token))
    const store = tracked && stores().find(({ kind }) => kind === tracked.store)
    const page = store && (await store.pages.message(tracked.message))
    return page ? { store, line: page.message } : undefined
  }

  async function record({ method, headers }: Request, response: Omit<Responded, 'isMachine' | 'agent'>) {
    try {
      const sinceSent = await millisecondsSinceSent(response)
      const agent = headers['user-agent'] ?? ''
      await recordResponse({ ...response, agent, isMachine: isMachine({ method, headers, sinceSent }) })
    } catch (error) {
      onError(error)
    }
  }

  return router
}

// What is kept was http or https when it was; a redirect must not depend on it.
const isWeb = (url: string): boolean => /^https?:\/\//.test(url)

/** In a store with clock `data` time stands, so that nothing is told from it. */
async function millisecondsSinceSent({ store, line }: Pick<Responded, 'store' | 'line'>): Promise<number | undefined> {
  if (store.clock === 'data') return undefined
  if (line.state === 'waiting' || line.state === 'sending') return 0
  const { now } = await store.engine.standing()
  return line.state === 'sent' && line.stateAt !== null ? now - Date.parse(line.stateAt) : undefined
}

const unknownLink = (response: Response): void => {
  response
    .status(404)
    .send(publicPage({ store: '', title: words.unknownLinkTitle, sentences: [words.unknownMailLink] }))
}
