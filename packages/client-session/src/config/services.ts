import type { ServerResponse } from 'node:http'
import type { AnswerHeaders } from '../http/response-head.js'
import type { WebRequest } from '../http/web-request.js'
import type { SessionRecord } from '../login-state/session-record.js'
import type { LoginTransactions } from '../provider/login-transactions.js'
import type { Providers } from '../provider/providers.js'
import type { SessionKeeper } from '../session/sessions.js'
import type { Config } from './config.js'

/** What one `clientSession` consists of. */
export interface Parts<User> {
  readonly config: Config<User>
  readonly providers: Providers
  readonly transactions: LoginTransactions
  readonly keeper: SessionKeeper<User>
}

/** One request and its answer, and who is logged in. */
export class Visit<User> {
  readonly req: WebRequest
  readonly res: ServerResponse
  readonly answer: AnswerHeaders
  record: SessionRecord<User> | undefined

  constructor(req: WebRequest, res: ServerResponse, answer: AnswerHeaders, record: SessionRecord<User> | undefined) {
    this.req = req
    this.res = res
    this.answer = answer
    this.record = record
  }
}

/** Goes elsewhere. `address` has been serialised from a parsed URL. */
export function redirect({ res, answer }: Visit<unknown>, status: 302 | 303, address: string): void {
  answer.markPersonal()
  res.statusCode = status
  res.setHeader('Location', address)
  res.setHeader('Referrer-Policy', 'no-referrer')
  res.setHeader('Content-Length', '0')
  res.end()
}

export function epochSeconds(): number {
  return Date.now() / 1000
}
