import { apiGuard, clientCertificateOf } from '@tandem-auth/api-guard'
import { redisReplay } from '@tandem-auth/api-guard/redis'
import express from 'express'
import { createClient } from 'redis'

const issuer = 'https://login.example.com'
const audience = 'https://api.example.com'

// #region dpop
const app = express()
app.use(apiGuard({ issuer, audience, dpop: { baseUrl: 'https://api.example.com' } }))
// #endregion

// #region required
const boundOnly = apiGuard({ issuer, audience, dpop: { baseUrl: 'https://api.example.com', required: true } })
// #endregion

// #region redis
const redis = createClient({ url: process.env.REDIS_URL, disableOfflineQueue: true })
redis.on('error', (error) => console.error('Redis:', error.message))
await redis.connect()

const clustered = apiGuard({
  issuer,
  audience,
  dpop: { baseUrl: 'https://api.example.com', replay: redisReplay(redis) },
})
// #endregion

// #region nonce
const withNonces = apiGuard({
  issuer,
  audience,
  dpop: {
    baseUrl: 'https://api.example.com',
    nonce: { secret: process.env.NONCE_SECRET ?? '', lifetime: 300 },
  },
})
// #endregion

// #region mutual-tls
const ownTls = apiGuard({ issuer, audience, mutualTls: true })
// #endregion

// #region proxy
const behindProxy = apiGuard({
  issuer,
  audience,
  mutualTls: { certificate: (req) => clientCertificateOf(req, 'Client-Cert') },
})
// #endregion

// #region nginx
const behindNginx = apiGuard({
  issuer,
  audience,
  // proxy_set_header X-Client-Cert $ssl_client_escaped_cert;
  mutualTls: { certificate: (req) => decodeURIComponent(String(req.headers['x-client-cert'] ?? '')) },
})
// #endregion

// #region fapi2
const fapi2 = apiGuard({
  issuer,
  audience,
  security: 'fapi2',
  dpop: { baseUrl: 'https://api.example.com', replay: redisReplay(redis) },
})
// #endregion

// #region decryption
const encrypted = apiGuard({ issuer, audience, decryptionKeys: process.env.DECRYPTION_KEY ?? '' })

// #endregion

export { behindNginx, behindProxy, boundOnly, clustered, encrypted, fapi2, ownTls, withNonces }
