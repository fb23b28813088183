import { createServer, IncomingMessage, type RequestListener, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { setContext } from './context.js'
import { giveOidc } from './oidc-property.js'

type Own = { oidc?: unknown }

/** What `clientSession` does for a request: an `oidc` of its own for each. */
function attach(req: IncomingMessage, res: ServerResponse): object {
  const oidc = { of: req }
  setContext(req, { oidc } as never)
  giveOidc(req, res)
  return oidc
}

async function answerOf(app: RequestListener, path = '/'): Promise<unknown> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  try {
    const { port } = server.address() as AddressInfo
    return await (await fetch(`http://127.0.0.1:${port}${path}`)).json()
  } finally {
    server.close()
  }
}

/** An Express app that tells what its last handler finds, and what it finds on a request that was attached to nothing. */
function appThatTells(then: (req: Own, res: Own, oidc: object) => unknown): Express {
  const app = express()
  app.get('/unseen', (req, res) => void res.json([typeof (req as Own).oidc, typeof (res as Own).oidc]))
  app.use((req, res) => void res.json(then(req as Own, res as Own, attach(req, res))))
  return app
}

it('is found on the request and the answer of Express, each of which has its own', async () => {
  const app = appThatTells((req, res, oidc) => [req.oidc === oidc, res.oidc === oidc])
  expect(await answerOf(app)).toEqual([true, true])
  expect(await answerOf(app)).toEqual([true, true])
  expect(await answerOf(app, '/unseen')).toEqual(['undefined', 'undefined'])
})

it('is found in an app that is mounted in the app, and in a router', async () => {
  const app = express()
  app.use((req, res, next) => {
    Object.assign(req, { expected: attach(req, res) })
    next()
  })
  const tell = express.Router()
  tell.get('/', (req, res) => {
    res.json((req as Own).oidc === (req as { expected?: unknown }).expected)
  })
  app.use('/router', tell)
  app.use('/app', express().use(tell))
  expect(await answerOf(app, '/router')).toBe(true)
  expect(await answerOf(app, '/app')).toBe(true)
})

it('is found without Express, and leaves the classes of Node as they are', async () => {
  const found = await answerOf((req, res) => {
    const oidc = attach(req, res)
    res.end(JSON.stringify([(req as Own).oidc === oidc, (res as Own).oidc === oidc]))
  })
  expect(found).toEqual([true, true])
  expect('oidc' in IncomingMessage.prototype || 'oidc' in ServerResponse.prototype).toBe(false)
})

it('gives way to whoever sets it, for that request alone', async () => {
  let turn = 0
  const app = appThatTells((req, res, oidc) => {
    if (turn++ === 0) {
      req.oidc = 'another'
      res.oidc = 'another'
    }
    return [req.oidc === oidc ? 'ours' : req.oidc, res.oidc === oidc ? 'ours' : res.oidc]
  })
  expect(await answerOf(app)).toEqual(['another', 'another'])
  expect(await answerOf(app)).toEqual(['ours', 'ours'])
})
