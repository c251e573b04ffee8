import { type Request, type Response, Router } from 'express'
import { publicWords as words } from '../../shared/words/public.ts'
import { type LinkSubject, verifyToken } from '../deliver/token.ts'
import { publicPage, publicPageHeaders } from './publicPage.ts'

/** What somebody said on the hosted page, for everyone with that address. */
export interface ConsentDecision extends LinkSubject {
  readonly is: 'denied' | 'granted'
  readonly source: 'oneClick' | 'hostedPage'
  readonly wording: string
}

export interface UnsubscribeOptions {
  readonly secret: Buffer
  /** The store's name as customers know it; may be empty. */
  readonly storeName: (store: string) => string
  /** Resolves once the decision is on disk: from then on it holds (rule 23). */
  readonly decide: (decision: ConsentDecision) => Promise<void>
  readonly onError: (error: unknown) => void
}

const longestBody = 10_000

/**
 * The pages behind the link in every marketing mail. Reading changes nothing, since mail scanners follow links; posting does, by the
 * button of the page or of the mailbox provider (RFC 8058).
 */
export function unsubscribePages({ secret, storeName, decide, onError }: UnsubscribeOptions): Router {
  const router = Router()
  router.use('/u', (_, response, next) => {
    response.set(publicPageHeaders)
    next()
  })

  router.get('/u/:token', (request, response) => {
    const subject = subjectOf(request)
    if (!subject) return unknownLink(response)
    const store = storeName(subject.store)
    response.send(
      publicPage({
        store,
        title: words.unsubscribeTitle,
        sentences: [words.unsubscribeQuestion(subject.address, store), words.whatStops],
        action: { path: `/u/${request.params.token}`, label: words.unsubscribe, isMain: true },
      }),
    )
  })

  // Whatever the body says: a provider may send it as a form of either kind, and who posts here wants out.
  router.post('/u/:token', async (request, response) => {
    const subject = subjectOf(request)
    if (!subject) return unknownLink(response)
    const isOneClick = (await bodyOf(request)).includes('List-Unsubscribe')
    const store = storeName(subject.store)
    await decided(
      request,
      response,
      {
        ...subject,
        is: 'denied',
        ...(isOneClick
          ? { source: 'oneClick', wording: words.wordingOneClick }
          : { source: 'hostedPage', wording: words.wordingUnsubscribed }),
      },
      () =>
        publicPage({
          store,
          title: words.unsubscribedTitle,
          sentences: [words.unsubscribed(subject.address, store), words.changedYourMind],
          action: { path: `/u/${request.params.token}/subscribe`, label: words.subscribeAgain, isMain: false },
        }),
    )
  })

  router.post('/u/:token/subscribe', async (request, response) => {
    const subject = subjectOf(request)
    if (!subject) return unknownLink(response)
    await bodyOf(request)
    const store = storeName(subject.store)
    await decided(
      request,
      response,
      { ...subject, is: 'granted', source: 'hostedPage', wording: words.wordingSubscribed },
      () =>
        publicPage({
          store,
          title: words.subscribedTitle,
          sentences: [words.subscribed(subject.address, store)],
          action: { path: `/u/${request.params.token}`, label: words.unsubscribe, isMain: false },
        }),
    )
  })

  router.use('/u', (_, response) => unknownLink(response))

  async function decided(request: Request, response: Response, decision: ConsentDecision, page: () => string) {
    try {
      await decide(decision)
    } catch (error) {
      onError(error)
      // 503 makes a mailbox provider post again.
      response
        .status(503)
        .set('Retry-After', '60')
        .send(
          publicPage({
            store: storeName(decision.store),
            title: words.failedTitle,
            sentences: [words.failed],
            action: { path: request.originalUrl, label: words.tryAgain, isMain: true },
          }),
        )
      return
    }
    response.send(page())
  }

  const subjectOf = ({ params }: Request) => {
    const { token } = params
    return typeof token === 'string' ? verifyToken(secret, token) : undefined
  }

  return router
}

const unknownLink = (response: Response): void => {
  response.status(404).send(publicPage({ store: '', title: words.unknownLinkTitle, sentences: [words.unknownLink] }))
}

async function bodyOf(request: Request): Promise<string> {
  let text = ''
  for await (const chunk of request as AsyncIterable<Buffer>)
    if (text.length < longestBody) text += chunk.toString('latin1')
  return text
}
