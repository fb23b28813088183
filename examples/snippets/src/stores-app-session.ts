// #region app
import { clientSession, fromEnvironment } from '@tandem-auth/client-session'
import { redisCoordination } from '@tandem-auth/client-session/redis'
import { RedisStore } from 'connect-redis'
import express from 'express'
import session from 'express-session'
import { createClient } from 'redis'

const redis = await createClient({ url: process.env.REDIS_URL }).connect()
const environment = fromEnvironment()

const app = express()
app.use(
  session({
    secret: environment.secret ?? '',
    store: new RedisStore({ client: redis }),
    resave: false,
    saveUninitialized: false,
    cookie: { secure: true, httpOnly: true, sameSite: 'lax' },
  }),
)

// Uses the req.session that it finds.
const web = clientSession({ ...environment, coordination: redisCoordination(redis) })
app.use(web)

// #endregion

export { app }
