import { randomUUID } from 'node:crypto'
import type { Claims } from '../claims.js'
import { epochSeconds } from '../epoch-seconds.js'
import type { KeyRing } from '../keys/key-ring.js'
import { type AnyKey, signJws } from '../keys/sign-jws.js'
import { keyMembersOf, type SigningKey } from '../keys/signing-key.js'

/**
 * Mints one kind of token. Claims and header members are merged into the defaults; `undefined` removes a default. A key
 * that isn't published makes a forged token.
 */
export type MintToken = (claims?: Claims, header?: Claims, key?: AnyKey) => Promise<string>

/** Every kind of token that a provider signs, with its current key. */
export interface Mint {
  /** An access token (RFC 9068) for 'https://api.example.com' and 'client-1'. It lives five minutes. */
  accessToken: MintToken
  /** An ID token for 'client-1' with the nonce 'nonce-1'. */
  idToken: MintToken
  /** A refresh token that is a JWT with the claim `typ: 'Refresh'`, as Keycloak issues it. */
  refreshToken: MintToken
  /** A back-channel logout token for 'client-1'. */
  logoutToken: MintToken
  /** A signed UserInfo response. It looks like an ID token without a nonce. */
  userInfoToken: MintToken
  /** A DPoP proof for `GET https://api.example.com/`, with the public key of the key that signs it. */
  dpopProof: MintToken
  /** A signed authorization response (JARM). */
  jarmResponse: MintToken
  /** The JWT of a global token revocation request, for the client 'client-1' (Universal Logout). */
  globalTokenRevocationToken: MintToken
  /** A signed introspection response (RFC 9701). */
  introspectionToken: MintToken
  /** Signs any payload (an object or text) under any header with any key. */
  sign(payload: Claims | string, header?: Claims | string, key?: AnyKey): Promise<string>
}

const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

export function createMint(issuer: string, keys: KeyRing): Mint {
  async function sign(payload: Claims | string, header: Claims | string = {}, key: AnyKey = keys.current) {
    const whole = typeof header === 'string' ? header : { ...headerFor(key, keys), ...header }
    return signJws(whole, payload, key)
  }

  function kind(typ: string | undefined, defaults: (now: number) => Claims): MintToken {
    return (claims, header, key) => sign({ ...defaults(epochSeconds()), ...claims }, { typ, ...header }, key)
  }

  const iss = issuer
  const client = 'client-1'
  const api = 'https://api.example.com'
  const sub = 'user-1'
  const lifeOf = (now: number, seconds = 300): Claims => ({ iat: now, exp: now + seconds })
  return {
    sign,
    accessToken: kind('at+jwt', (now) => ({
      iss,
      sub,
      aud: api,
      client_id: client,
      scope: '',
      jti: randomUUID(),
      ...lifeOf(now),
    })),
    idToken: kind(undefined, (now) => ({ iss, sub, aud: client, nonce: 'nonce-1', auth_time: now, ...lifeOf(now) })),
    refreshToken: kind('JWT', (now) => ({
      iss,
      sub,
      aud: issuer,
      azp: client,
      typ: 'Refresh',
      scope: 'openid',
      jti: randomUUID(),
      ...lifeOf(now, 1800),
    })),
    logoutToken: kind('logout+jwt', (now) => ({
      iss,
      sub,
      aud: client,
      events: { [logoutEvent]: {} },
      jti: randomUUID(),
      ...lifeOf(now, 120),
    })),
    userInfoToken: kind(undefined, (now) => ({ iss, sub, aud: client, name: 'User One', ...lifeOf(now) })),
    dpopProof: (claims, header, key) =>
      sign(
        { jti: randomUUID(), htm: 'GET', htu: `${api}/`, iat: epochSeconds(), ...claims },
        { typ: 'dpop+jwt', kid: undefined, jwk: keyMembersOf(signingKeyOf(key, keys).publicJwk), ...header },
        key,
      ),
    jarmResponse: kind(undefined, (now) => ({
      iss,
      aud: client,
      exp: now + 120,
      code: randomUUID(),
      state: 'state-1',
    })),
    globalTokenRevocationToken: kind('global-token-revocation+jwt', (now) => ({
      iss,
      sub: client,
      aud: 'https://app.example.com/global-token-revocation',
      jti: randomUUID(),
      ...lifeOf(now),
    })),
    introspectionToken: kind('token-introspection+jwt', (now) => ({
      iss,
      aud: api,
      iat: now,
      token_introspection: { active: true, iss, sub, aud: api, client_id: client, ...lifeOf(now) },
    })),
  }
}

function headerFor(key: AnyKey, keys: KeyRing): Claims {
  const { algorithm, kid } = signingKeyOf(key, keys)
  return { alg: algorithm, kid }
}

function signingKeyOf(key: AnyKey | undefined, keys: KeyRing): SigningKey {
  return typeof key === 'object' && 'publicJwk' in key ? key : keys.current
}
