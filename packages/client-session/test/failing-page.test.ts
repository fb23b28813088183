import { loginErrorHandler, requireLogin } from '../src/index.js'
import { moveClock, takeClock } from './clock.js'
import { closingAfterEach } from './closing.js'
import { startUpstreamApi, type UpstreamApi } from './upstream-api.js'

// The sample of the README: a page that calls an API, and loginErrorHandler behind it.
const { openApp, openIssuer } = closingAfterEach()
let api: UpstreamApi | undefined

afterEach(async () => {
  jest.useRealTimers()
  await api?.close()
  api = undefined
})

async function openSample() {
  api = await startUpstreamApi()
  const issuer = await openIssuer({ accessToken: { lifetime: 60 }, issuesRefreshToken: 'offline_access' })
  const app = await openApp<'appointments'>(issuer, {
    apis: { appointments: { url: api.url, scopes: ['read:appointments'] } },
    define(express, web) {
      express.get('/appointments', requireLogin(), (req, res, next) => {
        web
          .of(req)
          .fetch('appointments', '/v1/list')
          .then(async (response) => res.json(await response.json()), next)
      })
      express.use(loginErrorHandler())
    },
  })
  const browser = app.browser()
  await browser.logIn()
  return { browser }
}

const titleOf = (html: string) => /<h1>(.*)<\/h1>/.exec(html)?.[1]
const linkOf = (html: string) => /<a href="(.*?)"/.exec(html)?.[1]

it('asks to sign in again when the access token has expired without a refresh token, and comes back to the page', async () => {
  takeClock()
  const { browser } = await openSample()
  expect((await browser.get('/appointments?from=today')).status).toBe(200)
  moveClock(120_000)
  const page = await browser.get('/appointments?from=today')
  expect([page.status, titleOf(page.text), linkOf(page.text)]).toEqual([
    401,
    'Please sign in again',
    '/login?returnTo=%2Fappointments%3Ffrom%3Dtoday',
  ])
  await browser.get(await browser.authorize(linkOf(page.text)))
  expect((await browser.get('/appointments?from=today')).status).toBe(200)
})

it('says nothing about signing in when the API is down, and offers the same page again', async () => {
  const { browser } = await openSample()
  await api?.close()
  api = undefined
  const page = await browser.get('/appointments?from=today')
  expect([page.status, titleOf(page.text), linkOf(page.text)]).toEqual([502, 'This page cannot be shown now', ''])
  expect(page.text).not.toContain('ign in')
})
