import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { inspect } from 'node:util'
import { contextOf, findContext, setContext } from './context.js'

const context = (secret: string) => ({ services: { config: { clientSecret: secret } } }) as never

it('belongs to one request alone', () => {
  const [one, other] = [new IncomingMessage(new Socket()), new IncomingMessage(new Socket())]
  setContext(one, context('first'))
  expect(contextOf(one)).toEqual(context('first'))
  expect(findContext(other)).toBeUndefined()
})

it('is that of the last middleware that saw the request', () => {
  const req = new IncomingMessage(new Socket())
  setContext(req, context('first'))
  setContext(req, context('second'))
  expect(contextOf(req)).toEqual(context('second'))
})

it('shows no secret where a request is logged or copied', () => {
  const req = new IncomingMessage(new Socket())
  setContext(req, context('a secret'))
  expect(inspect(req, { depth: Number.POSITIVE_INFINITY })).not.toContain('a secret')
  expect(inspect({ ...req }, { depth: Number.POSITIVE_INFINITY })).not.toContain('a secret')
})
