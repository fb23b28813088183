import type { ServerResponse } from 'node:http'
import type { ResponseHead } from '../http/response-head.js'
import type { WebRequest } from '../http/web-request.js'
import type { SessionRecord } from '../login-state/session-record.js'

/** One request with its response and its login. */
export class RequestContext<User> {
  readonly req: WebRequest
  readonly res: ServerResponse
  readonly head: ResponseHead
  record: SessionRecord<User> | undefined
  /** Where a login that failed was going, for the page that says so. */
  returnTo: string | undefined

  constructor(req: WebRequest, res: ServerResponse, head: ResponseHead, record: SessionRecord<User> | undefined) {
    this.req = req
    this.res = res
    this.head = head
    this.record = record
    this.returnTo = undefined
  }
}

/** Redirects. `url` must have been serialized from a parsed URL. */
export function redirect({ res, head }: RequestContext<unknown>, status: 302 | 303, url: string): void {
  head.markPersonal()
  res.statusCode = status
  res.setHeader('Location', url)
  res.setHeader('Referrer-Policy', 'no-referrer')
  res.setHeader('Content-Length', '0')
  res.end()
}
