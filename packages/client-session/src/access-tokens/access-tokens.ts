import { AuthError } from '@tandem-auth/tokens'
import type { SessionRecord } from '../login-state/session-record.js'
import type { RefreshTokens, RefreshWish } from './refresh.js'
import { isDue, isExpired, type StoredToken, type TokenVault, tokenFor } from './token-vault.js'

export interface AccessTokens<User> {
  /**
   * A token for this API that is good for a while, refreshed when due, by one caller among all processes.
   * @throws `ERR_LOGIN_REQUIRED`, `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, and what `refreshGrant` throws
   */
  accessToken(record: SessionRecord<User>, api: string, refreshTokens: RefreshTokens): Promise<string>
  /** The same, refreshed now: by somebody else, if that happens while this call waits. */
  refresh(record: SessionRecord<User>, api: string, refreshTokens: RefreshTokens): Promise<string>
}

export function createAccessTokens<User>(
  vault: TokenVault,
  refresh: (wish: RefreshWish) => Promise<string>,
): AccessTokens<User> {
  // Requests of one session that come together wait for one refresh. The key holds the generation of the tokens and the
  // API: nothing of one session, or of what it had before, is ever handed to another.
  const running = new Map<string, Promise<string>>()

  function refreshOnce(when: 'due' | 'now', version: number, wish: RefreshWish): Promise<string> {
    const key = `${when} ${wish.loginId} ${version} ${wish.api}`
    const known = running.get(key)
    if (known !== undefined) return known
    const started = refresh(wish).finally(() => running.delete(key))
    running.set(key, started)
    return started
  }

  async function read(loginId: string, api: string): Promise<{ version: number; token: StoredToken | undefined }> {
    const entry = await vault.get(loginId)
    if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
    return { version: entry.version, token: tokenFor(entry, api) }
  }

  return {
    async accessToken({ loginId }, api, refreshTokens) {
      const { version, token } = await read(loginId, api)
      const isGood = (candidate: StoredToken) => !isDue(candidate, Date.now() / 1000)
      const isUsable = (candidate: StoredToken) => !isExpired(candidate, Date.now() / 1000)
      if (token !== undefined && isGood(token)) return token.accessToken
      return refreshOnce('due', version, { loginId, api, refreshTokens, isGood, isUsable })
    },
    async refresh({ loginId }, api, refreshTokens) {
      const { version, token } = await read(loginId, api)
      const isNew = (candidate: StoredToken) =>
        candidate.accessToken !== token?.accessToken && !isExpired(candidate, Date.now() / 1000)
      return refreshOnce('now', version, { loginId, api, refreshTokens, isGood: isNew, isUsable: isNew })
    },
  }
}
