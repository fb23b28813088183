import type { IncomingMessage } from 'node:http'
import {
  type AccessTokenAuth,
  apiGuard,
  authOf,
  type Confirmation,
  requireAuthentication,
  requireScopes,
} from '@tandem-auth/api-guard'
import { redisReplay } from '@tandem-auth/api-guard/redis'
import { assertType, type Equals } from './equals.js'

declare const req: IncomingMessage

const issuer = 'https://issuer.example'
const audience = 'https://api.example'

apiGuard({ issuer, audience })
apiGuard({ issuer, audience: [audience, 'urn:api'] })
// @ts-expect-error "issuer" is missing
apiGuard({ audience })
// @ts-expect-error a slip of "audience"
apiGuard({ issuer, audience, audiences: audience })
// @ts-expect-error there is no such profile
apiGuard({ issuer, audience, tokenProfile: 'nobody' })

// A token is there, unless the guard is optional and the caller says that it may not be.
assertType<Equals<ReturnType<typeof authOf>, AccessTokenAuth | undefined>>()
const auth = authOf(req)
assertType<Equals<typeof auth, AccessTokenAuth>>()
const optional = authOf(req, { optional: true })
assertType<Equals<typeof optional, AccessTokenAuth | undefined>>()

// `format` tells which kind of token it was.
if (auth.format === 'jwt') assertType<Equals<typeof auth.header.alg, string>>()
// @ts-expect-error what was verified can't be changed
auth.scopes = []

requireScopes('read:orders', 'write:orders')

// Bound tokens.
declare const ioredis: {
  set(key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX'): Promise<'OK' | null>
  set(key: string, value: string): Promise<'OK'>
}
const baseUrl = 'https://api.example'
apiGuard({ issuer, audience, mutualTls: true, dpop: { baseUrl, replay: redisReplay(ioredis), nonce: { secret: 'x' } } })
apiGuard({ issuer, audience, security: 'fapi2', dpop: { baseUrl: [baseUrl] } })
assertType<Equals<typeof auth.confirmation, Confirmation | undefined>>()
// @ts-expect-error the URL that clients see can't be found out
apiGuard({ issuer, audience, dpop: {} })
// @ts-expect-error what is off is left out
apiGuard({ issuer, audience, mutualTls: false })
// @ts-expect-error there is no such profile
apiGuard({ issuer, audience, security: 'fapi1' })
// @ts-expect-error a slip of "maxAge"
requireAuthentication({ maxage: 300 })

// Calls on behalf of the caller.
const exchange = { clientId: 'api', clientSecret: 'secret' }
const guard = apiGuard({ issuer, audience, exchange, downstream: { orders: { url: baseUrl, scopes: 'read:orders' } } })
assertType<Equals<ReturnType<ReturnType<typeof guard.onBehalfOf>['accessToken']>, Promise<string>>>()
// @ts-expect-error where the token goes must be said
apiGuard({ issuer, audience, exchange, downstream: { orders: { scopes: 'read:orders' } } })
