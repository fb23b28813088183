import type { IncomingMessage } from 'node:http'
import { type AccessTokenAuth, apiGuard, authOf, requireScopes } from '@tandem-auth/api-guard'
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
