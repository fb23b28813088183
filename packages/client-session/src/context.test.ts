import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { inspect } from 'node:util'
import { Context, contextOf, findContext, loginOf, ownContextOf, setContext } from './context.js'

function makeContext(secret: string, previous?: Context): Context {
  return new Context({ config: { clientSecret: secret } } as never, {} as never, {} as never, previous)
}

it('belongs to only one request', () => {
  const [one, other] = [new IncomingMessage(new Socket()), new IncomingMessage(new Socket())]
  const context = makeContext('first')
  setContext(one, context)
  expect(contextOf(one)).toBe(context)
  expect(findContext(other)).toBeUndefined()
})

it('is that of the last middleware for those who don’t know theirs, and each one’s own for the others', () => {
  const req = new IncomingMessage(new Socket())
  const first = makeContext('first')
  const second = makeContext('second', first)
  setContext(req, first)
  setContext(req, second)
  expect(contextOf(req)).toBe(second)
  expect(loginOf(req)).toBe(second.login)
  expect(ownContextOf(req, first.services)).toBe(first)
  expect(ownContextOf(req, second.services)).toBe(second)
})

it('is not there for a middleware that hasn’t seen the request', () => {
  const req = new IncomingMessage(new Socket())
  const missing = expect.objectContaining({ code: 'ERR_SESSION_MIDDLEWARE', status: 500 })
  expect(() => ownContextOf(req, {})).toThrow(missing)
  setContext(req, makeContext('another'))
  expect(() => ownContextOf(req, {})).toThrow(missing)
})

it('shows no secret where a request is logged or copied', () => {
  const req = new IncomingMessage(new Socket())
  setContext(req, makeContext('a secret'))
  expect(inspect(req, { depth: Number.POSITIVE_INFINITY })).not.toContain('a secret')
  expect(inspect({ ...req }, { depth: Number.POSITIVE_INFINITY })).not.toContain('a secret')
})
