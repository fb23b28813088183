import type { IncomingMessage } from 'node:http'
import {
  type ClientSession,
  type ClientSessionOptions,
  clientSession,
  fromEnvironment,
  type LoginContext,
  LoginRejected,
  loginOf,
  type Middleware,
  requireLogin,
  type UserProfile,
} from '@tandem-auth/client-session'
import { assertType, type Equals } from './equals.js'

declare const req: IncomingMessage
declare const env: string | undefined

const credentials = { clientId: env, clientSecret: env }
const required = { issuer: env, ...credentials, secret: env, baseUrl: env }

// Required options may be undefined, as environment variables are; leaving one out doesn't compile.
clientSession(required)
clientSession(fromEnvironment())
clientSession(fromEnvironment({ CLIENT_ID: 'app' }))
// @ts-expect-error everything is missing
clientSession({})
// @ts-expect-error "issuer" is missing
clientSession({ ...credentials, secret: env, baseUrl: env })
// @ts-expect-error "clientId" is missing
clientSession({ issuer: env, clientSecret: env, secret: env, baseUrl: env })
// @ts-expect-error "secret" is missing
clientSession({ issuer: env, ...credentials, baseUrl: env })
// @ts-expect-error "baseUrl" is missing
clientSession({ issuer: env, ...credentials, secret: env })
// @ts-expect-error a slip of "baseUrl"
clientSession({ ...required, baseURL: env })
// @ts-expect-error `secret` is an option of clientSession itself
clientSession({ ...required, session: { secret: 'x' } })
// @ts-expect-error now limits.idle
clientSession({ ...required, idleTimeout: 60 })
// @ts-expect-error now logout.provider
clientSession({ ...required, idpLogout: false })
// @ts-expect-error never cookies, which belong to the whole registrable domain
clientSession({ ...required, logout: { clearSiteData: ['cookies'] } })
clientSession({ ...required, limits: { idle: 60, perUser: undefined }, logout: { provider: false, parameters: {} } })

// With several providers the credentials stand in each entry, and nowhere else.
const around = { secret: env, baseUrl: env }
const entry = { issuer: 'https://a.example', ...credentials }
clientSession({ ...around, issuer: [entry, { ...entry, issuer: 'https://b.example' }], scope: 'openid' })
// @ts-expect-error a secret for whichever of them
clientSession({ ...around, issuer: [entry], clientSecret: 'x' })
// @ts-expect-error an entry without a client
clientSession({ ...around, issuer: [{ issuer: 'https://a.example' }] })

// Without `apis` there is nothing to call.
const plain = clientSession(required)
assertType<Equals<typeof plain, ClientSession<never, UserProfile>>>()
assertType<Equals<ReturnType<typeof plain.of>, LoginContext<never, UserProfile>>>()
plain.of(req).accessToken()
// @ts-expect-error no API
plain.of(req).fetch('/x')
// @ts-expect-error no API of this name
plain.of(req).fetch('orders', '/x')

// With one API its name may be left out.
const one = clientSession({ ...required, apis: { orders: { url: 'https://orders.example' } } })
assertType<Equals<typeof one, ClientSession<'orders', UserProfile>>>()
one.of(req).fetch('/x')
one.of(req).fetch('/x', { method: 'POST' })
one.of(req).fetch('orders', '/x', { method: 'POST' })
one.of(req).accessToken()
// @ts-expect-error no API of this name
one.of(req).fetch('billing', '/x')

// With several it must be named.
const apis = { orders: { url: 'https://orders.example' }, billing: { url: 'https://billing.example' } }
const two = clientSession({ ...required, apis })
assertType<Equals<typeof two, ClientSession<'orders' | 'billing', UserProfile>>>()
two.of(req).fetch('orders', '/x')
two.of(req).accessToken('billing')
two.of(req).exchangeToken({ audience: 'x' }, 'billing')
// @ts-expect-error which one?
two.of(req).fetch('/x')
// @ts-expect-error which one?
two.of(req).fetch('/x', {})
// @ts-expect-error which one?
two.of(req).accessToken()
// @ts-expect-error which one?
two.of(req).refresh()
// @ts-expect-error which one?
two.of(req).exchangeToken({ audience: 'x' })

// A module that doesn't know the instance can't know the names.
assertType<Equals<ReturnType<typeof loginOf>, LoginContext<string, unknown>>>()
loginOf(req).fetch('/x')
loginOf(req).fetch('orders', '/x')

// The user's type comes from `profile.map`.
const mapped = clientSession({
  ...required,
  profile: { map: ({ sub, email }) => ({ id: sub, mail: String(email) }) },
  apis,
})
assertType<Equals<typeof mapped, ClientSession<'orders' | 'billing', { id: string; mail: string }>>>()
assertType<Equals<ReturnType<typeof mapped.of>['user'], { id: string; mail: string } | undefined>>()
// @ts-expect-error nobody may be logged in
mapped.of(req).user.id
// @ts-expect-error `map` didn't keep it
mapped.of(req).user?.email

// It may come by a promise, and `onLogin` gets it.
const asynchronous = clientSession({
  ...required,
  profile: { map: async ({ sub }, context) => ({ id: sub, agent: context.req.headers['user-agent'] }) },
  onLogin({ user, claims, returnTo }) {
    assertType<Equals<typeof user.id, string>>()
    assertType<Equals<typeof claims.sub, string>>()
    if (user.agent === undefined) throw new LoginRejected('no browser')
    return { returnTo }
  },
})
assertType<Equals<ReturnType<typeof asynchronous.of>['user'], { id: string; agent: string | undefined } | undefined>>()
asynchronous.of(req).updateUser({ id: 'x', agent: undefined })
// @ts-expect-error another shape
asynchronous.of(req).updateUser({ name: 'x' })
clientSession({ ...required, onLogin: async () => undefined })
// @ts-expect-error a decision has only "returnTo"
clientSession({ ...required, onLogin: () => ({ redirect: '/' }) })

// What a session keeps must survive JSON. A claim is `unknown`, and is checked at run time.
interface Account {
  readonly id: string
  readonly roles: readonly string[]
  readonly address?: { readonly city: string }
}
clientSession({ ...required, profile: { map: ({ sub }): Account => ({ id: sub, roles: [] }) } })
clientSession({ ...required, profile: { map: ({ sub, groups }) => ({ sub, groups }) } })
// @ts-expect-error a Date comes back as a string
clientSession({ ...required, profile: { map: () => ({ since: new Date() }) } })
// @ts-expect-error a Map comes back as {}
clientSession({ ...required, profile: { map: async () => ({ nested: { roles: new Map<string, string>() } }) } })
// @ts-expect-error a promise that nobody awaits
clientSession({ ...required, profile: { map: () => ({ account: Promise.resolve('x') }) } })
// @ts-expect-error a function
clientSession({ ...required, profile: { map: () => ({ can: () => true }) } })
// @ts-expect-error no object
clientSession({ ...required, profile: { map: () => 'jane' } })

clientSession({ ...required, clientSecret: async () => 'a JWT', loginParameters: { screen_hint: ['signup'] } })
asynchronous.of(req).login({ scope: 'calendar', authorizationParams: { connection: 'x' } })
// @ts-expect-error no option of a login
asynchronous.of(req).login({ return_to: '/' })

// The options can be written apart from the call.
const options: ClientSessionOptions<'orders'> = { ...required, apis: { orders: { url: 'https://orders.example' } } }
assertType<Equals<ReturnType<typeof clientSession<'orders'>>, ClientSession<'orders', UserProfile>>>()
clientSession(options)

// Middlewares are typed by their structure, and need no types of Express.
const middleware: Middleware = plain
const guard: Middleware = requireLogin()

export { guard, middleware }
