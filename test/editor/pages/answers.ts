import { vi } from 'vitest'

export interface Asked {
  readonly method: string
  readonly path: string
  readonly body: unknown
}

type Answer = (asked: Asked) => { status?: number; json: unknown } | undefined

/** The server's side of a page: answers as told, and remembers what was asked. Anything else is a 404. */
export function answers(answer: Answer): readonly Asked[] {
  const asked: Asked[] = []
  vi.stubGlobal('fetch', async (address: string, { method = 'GET', body }: { method?: string; body?: string } = {}) => {
    const one = {
      method,
      path: address.split('?')[0] ?? address,
      body: body === undefined ? undefined : JSON.parse(body),
    }
    asked.push(one)
    const { status = 200, json } = answer(one) ?? {
      status: 404,
      json: { type: 'about:blank', title: 'Not here', status: 404, problems: [] },
    }
    return new Response(JSON.stringify(json), { status })
  })
  return asked
}
