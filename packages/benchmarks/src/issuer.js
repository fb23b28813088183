import { generateSigningKey, startIssuer as startTestIssuer } from '@tandem-auth/testing'
import { closeLater } from './cleanup.js'
import { audience } from './tokens.js'

/** A provider with one key, and what a guard has to know about it. */
export async function startIssuer(algorithm) {
  const key = await generateSigningKey(algorithm)
  const server = await startTestIssuer({ signingKey: key })
  closeLater(() => server.close())
  const { issuer, jwks, metadata } = server
  const config = { issuer, audience, algorithm, jwks, jwksUri: metadata.jwks_uri }
  return { key, config, server }
}
