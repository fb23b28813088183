import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { startIssuer, type TestIssuer } from '@tandem-auth/testing'
import { startWebApp, type WebApp } from '../../test/web-app.js'

let issuer: TestIssuer
let app: WebApp<never, unknown>
beforeAll(async () => {
  issuer = await startIssuer()
  app = await startWebApp<never, unknown>(issuer, {
    define(express, web) {
      express.get('/sessions', (req, res, next) => {
        web
          .of(req)
          .sessions.list()
          .then((sessions) => res.json(sessions), next)
      })
      express.get('/sessions/current', (req, res) => void res.json(web.of(req).sessions.current))
      express.post('/sessions/others', (req, res, next) => {
        web
          .of(req)
          .sessions.revokeOthers()
          .then((ended) => res.json({ ended }), next)
      })
    },
  })
})
afterAll(async () => {
  await app.close()
  await issuer.close()
})

async function loggedIn() {
  const browser = app.browser()
  await browser.logIn()
  return browser
}

/** At the provider a refresh token ends in the background. */
async function untilRevoked(count: number): Promise<void> {
  for (let tries = 0; tries < 50 && issuer.revokedTokens.length < count; tries++) await pause(20)
  expect(issuer.revokedTokens).toHaveLength(count)
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds))

describe('the sessions of a user', () => {
  it('lists where the user is logged in, and ends the others', async () => {
    issuer.setUser({ sub: 'traveller' })
    const [here, there] = [await loggedIn(), await loggedIn()]
    issuer.setUser({ sub: 'user-1' })
    const list = (await here.get('/sessions')).body as { current: boolean; id: string }[]
    expect(list.filter(({ current }) => current)).toHaveLength(1)
    expect(list).toHaveLength(2)
    const revoked = issuer.revokedTokens.length
    expect((await here.post('/sessions/others')).body.ended).toBe(1)
    await untilRevoked(revoked + 1)
    expect((await there.get('/')).body.user).toBeNull()
    expect((await here.get('/')).body.user).not.toBeNull()
  })

  it('publishes the public id of a session that ends, so that its sockets can be closed', async () => {
    issuer.setUser({ sub: 'listener' })
    const [here, there] = [await loggedIn(), await loggedIn()]
    issuer.setUser({ sub: 'user-1' })
    const list = (await here.get('/sessions')).body as { current: boolean; id: string }[]
    const current = list.find((session) => session.current)?.id
    expect((await here.get('/sessions/current')).body).toBe(current)
    const events: unknown[] = []
    const listen = (event: unknown) => void events.push(event)
    subscribe('tandem-auth:session.ended', listen)
    await there.post('/logout')
    await here.post('/logout')
    unsubscribe('tandem-auth:session.ended', listen)
    const other = list.find((session) => !session.current)?.id
    expect(events).toEqual([other, current].map((id) => ({ issuer: issuer.issuer, id })))
  })

  it('gives administrators the sessions of anybody', async () => {
    issuer.setUser({ sub: 'leaver' })
    const browsers = [await loggedIn(), await loggedIn()]
    issuer.setUser({ sub: 'user-1' })
    const sessions = app.web.sessionsOf({ iss: issuer.issuer, sub: 'leaver' })
    expect(await sessions.list()).toHaveLength(2)
    expect(await sessions.revoke('no such handle')).toBe(false)
    const revoked = issuer.revokedTokens.length
    expect(await sessions.revokeAll()).toBe(2)
    await untilRevoked(revoked + 2)
    for (const browser of browsers) expect((await browser.get('/')).body.user).toBeNull()
  })
})
