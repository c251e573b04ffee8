import type { NextFunction, Request, Response } from 'express'
import { sendProblem } from './problemDocument.ts'

/**
 * Who may speak to the editor's API: a page of our own on this machine. A name that somebody points at 127.0.0.1 is not ours, nor is a
 * page of another site; and what changes something must be JSON, which another site's form cannot send.
 */
export function guard(publicUrl: string | null): (request: Request, response: Response, next: NextFunction) => void {
  const own = publicUrl === null ? undefined : new URL(publicUrl)
  return (request, response, next) => {
    const host = request.headers.host ?? ''
    const name = host.replace(/:\d+$/, '').toLowerCase()
    if (!local.includes(name) && host.toLowerCase() !== own?.host)
      return sendProblem(response, 403, [{ code: 'wrongHost', severity: 'error', params: { came: host } }])
    const { origin } = request.headers
    if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}` && origin !== own?.origin)
      return sendProblem(response, 403, [{ code: 'wrongOrigin', severity: 'error', params: { came: origin } }])
    const type = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
    if (changes.includes(request.method) && type !== 'application/json')
      return sendProblem(response, 415, [{ code: 'notJson', severity: 'error', params: { came: type } }])
    next()
  }
}

const local = ['127.0.0.1', 'localhost', '[::1]']
const changes = ['POST', 'PUT', 'DELETE', 'PATCH']
