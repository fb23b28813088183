import { type ClientSession, clientSession, fromEnvironment, type UserProfile } from '@tandem-auth/client-session'
import { redisCoordination } from '@tandem-auth/client-session/redis'
import { RedisStore } from 'connect-redis'
import type { Redis } from './open-redis.js'

export type Web = ClientSession<never, UserProfile>

/**
 * What makes it a cluster: every process uses the same Redis and the same `secret`. The secret, the provider and the client
 * come from the environment: `SESSION_SECRET`, `ISSUER_BASE_URL`, `CLIENT_ID` and `CLIENT_SECRET`.
 */
export function createWeb(redis: Redis, baseUrl: string): Web {
  return clientSession({
    ...fromEnvironment(),
    baseUrl,
    session: { store: new RedisStore({ client: redis }) },
    coordination: redisCoordination(redis),
    profile: { claims: ['name', 'given_name', 'roles'] },
  })
}
