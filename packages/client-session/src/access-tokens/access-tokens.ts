import { AuthError } from '@tandem-auth/tokens'
import { createExpiringMap } from '../storage/expiring-map.js'
import type { StoreClock } from '../storage/store-clock.js'
import type { ApiDigestOf } from './api-digest.js'
import type { RefreshWish } from './refresh.js'
import { isDue, isExpired, type StoredToken, type TokenVault, tokenFor } from './token-vault.js'

export interface AccessTokens {
  /**
   * A token for this API that is good for a while, refreshed when due, by one caller among all processes.
   * @throws `ERR_LOGIN_REQUIRED`, `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, and what `refreshTokens` throws
   */
  accessToken(loginId: string, api: string): Promise<string>
  /** The private key that the tokens of this login are bound to; `undefined` for bearer tokens. */
  proofKey(loginId: string): Promise<string | undefined>
  /** The same, but refreshed now: by another caller, if that happens while this one waits. */
  refresh(loginId: string, api: string): Promise<string>
}

export interface AccessTokensDeps {
  readonly vault: TokenVault
  readonly refresh: (wish: RefreshWish) => Promise<string>
  readonly apiDigestOf: ApiDigestOf
  readonly clock: StoreClock
}

export function createAccessTokens({ vault, refresh, apiDigestOf, clock }: AccessTokensDeps): AccessTokens {
  // Concurrent requests of one session wait for one refresh. The key holds the version of the tokens and the API, so that
  // no caller ever gets a token of another session, or an older one of its own.
  const running = new Map<string, Promise<string>>()
  // A login keeps its key. Whoever asks for it has just read the vault for a token.
  const proofKeys = createExpiringMap<string>(maxProofKeys)

  function refreshOnce(when: 'due' | 'now', version: number, wish: RefreshWish): Promise<string> {
    const key = `${when} ${wish.loginId} ${version} ${wish.api}`
    const known = running.get(key)
    if (known !== undefined) return known
    const started = refresh(wish).finally(() => running.delete(key))
    running.set(key, started)
    return started
  }

  async function read(
    loginId: string,
    api: string,
    digest: string,
  ): Promise<{ version: number; token: StoredToken | undefined }> {
    const entry = await vault.get(loginId)
    if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
    proofKeys.set(loginId, entry.content.dpopKey ?? '', proofKeyLifetime)
    return { version: entry.version, token: tokenFor(entry, { api, digest }) }
  }

  return {
    async proofKey(loginId) {
      const known = proofKeys.get(loginId)
      if (known !== undefined) return known || undefined
      const entry = await vault.get(loginId)
      if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
      return entry.content.dpopKey
    },
    async accessToken(loginId, api) {
      const digest = apiDigestOf(api)
      const { version, token } = await read(loginId, api, digest)
      if (token !== undefined && isGood(token, await clock.now())) return token.accessToken
      return refreshOnce('due', version, { loginId, api, digest, isGood, isUsable })
    },
    async refresh(loginId, api) {
      const digest = apiDigestOf(api)
      const { version, token } = await read(loginId, api, digest)
      const isNew = (candidate: StoredToken, now: number) =>
        candidate.accessToken !== token?.accessToken && isUsable(candidate, now)
      return refreshOnce('now', version, { loginId, api, digest, isGood: isNew, isUsable: isNew })
    },
  }
}

const maxProofKeys = 10_000
const proofKeyLifetime = 60

const isGood = (token: StoredToken, now: number) => !isDue(token, now)
const isUsable = (token: StoredToken, now: number) => !isExpired(token, now)
