import { createLocalJWKSet, type JSONWebKeySet, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { epochSeconds } from '../epoch-seconds.js'
import { ProtocolError } from '../http/protocol-error.js'
import { isNew, type Provider } from '../provider.js'
import type { TestClient } from '../test-client.js'

/**
 * Verifies the assertion of private_key_jwt.
 *
 * @throws ProtocolError `invalid_client`
 * @see RFC 7523, 3, and RFC 10070
 */
export async function verifyAssertion(provider: Provider, client: TestClient, assertion: string): Promise<void> {
  const { clientId, jwks } = client
  const { payload } = await jwtVerify(assertion, createLocalJWKSet(jwks as JSONWebKeySet), {
    issuer: clientId,
    subject: clientId,
    requiredClaims: ['exp', 'iat', 'jti'],
    currentDate: new Date(),
    ...(provider.policy.algorithms !== undefined && { algorithms: [...provider.policy.algorithms] }),
    ...rulesOf(provider),
  }).catch((error: Error) => {
    throw refuse(provider, error.message)
  })
  // An array may name another server beside this one, which could then use the assertion here.
  if (provider.policy.issuerAudience && typeof payload.aud !== 'string') {
    throw refuse(provider, 'aud must be the issuer identifier, as a string')
  }
  noteWeakAssertion(provider, payload)
}

/**
 * Verifies a client secret that is a JWT, as Apple has it.
 *
 * @see https://developer.apple.com/documentation/accountorganizationaldatasharing/creating-a-client-secret
 */
export async function verifySecretJwt(provider: Provider, client: TestClient, secret: string): Promise<void> {
  const { jwks, iss } = client.clientSecretJwt ?? {}
  await jwtVerify(secret, createLocalJWKSet(jwks as JSONWebKeySet), {
    issuer: iss,
    subject: client.clientId,
    audience: provider.issuer,
    requiredClaims: ['exp', 'iat'],
    algorithms: ['ES256'],
    currentDate: new Date(),
  }).catch((error: Error) => {
    throw new ProtocolError('invalid_client', `client_secret: ${error.message}`)
  })
}

function rulesOf({ issuer, base, policy }: Provider): Pick<JWTVerifyOptions, 'audience' | 'typ'> {
  const endpoints = ['token', 'par', 'introspect', 'revoke'].map((path) => `${base}/${path}`)
  return {
    audience: policy.issuerAudience ? issuer : [issuer, ...endpoints],
    ...(policy.typedAssertions && { typ: 'client-authentication+jwt' }),
  }
}

function refuse({ violations }: Provider, reason: string): ProtocolError {
  violations.push(`client_assertion: ${reason}`)
  return new ProtocolError('invalid_client', `client_assertion: ${reason}`)
}

function noteWeakAssertion(provider: Provider, { exp = 0, jti = '' }: JWTPayload): void {
  if (exp > epochSeconds() + 86_400) provider.violations.push('client_assertion: the lifetime is longer than a day')
  if (!isNew(provider, `assertion ${jti}`)) provider.violations.push('client_assertion: the jti was already used')
}
