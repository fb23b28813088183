import { AuthError } from '@tandem-auth/tokens'
import type { SessionRecord } from '../login-state/session-record.js'
import type { RefreshGrant, RefreshWish } from './refresh.js'
import { isDue, isExpired, type StoredToken, type TokenVault, tokenFor } from './token-vault.js'

export interface TokenKeeper<User> {
  /**
   * A token for this API that is good for a while, refreshed when due, by one caller among all processes.
   * @throws `ERR_LOGIN_REQUIRED`, `ERR_REFRESH_BUSY`, `ERR_SESSION_STORE`, and what `refreshGrant` throws
   */
  accessToken(record: SessionRecord<User>, api: string, refreshGrant: RefreshGrant): Promise<string>
  /** The same, refreshed now: by somebody else, if that happens while this call waits. */
  refresh(record: SessionRecord<User>, api: string, refreshGrant: RefreshGrant): Promise<string>
}

export function createTokenKeeper<User>(
  vault: TokenVault,
  refresh: (wish: RefreshWish) => Promise<string>,
): TokenKeeper<User> {
  // Requests of one session that come together wait for one refresh. The key holds the generation of the tokens and the
  // API: nothing of one session, or of what it had before, is ever handed to another.
  const running = new Map<string, Promise<string>>()

  function refreshOnce(when: 'due' | 'now', version: number, wish: RefreshWish): Promise<string> {
    const key = `${when} ${wish.grantId} ${version} ${wish.api}`
    const known = running.get(key)
    if (known !== undefined) return known
    const started = refresh(wish).finally(() => running.delete(key))
    running.set(key, started)
    return started
  }

  async function read(grantId: string, api: string): Promise<{ version: number; token: StoredToken | undefined }> {
    const entry = await vault.get(grantId)
    if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
    return { version: entry.version, token: tokenFor(entry, api) }
  }

  return {
    async accessToken({ grantId }, api, refreshGrant) {
      const { version, token } = await read(grantId, api)
      const isGood = (candidate: StoredToken) => !isDue(candidate, Date.now() / 1000)
      const isUsable = (candidate: StoredToken) => !isExpired(candidate, Date.now() / 1000)
      if (token !== undefined && isGood(token)) return token.accessToken
      return refreshOnce('due', version, { grantId, api, refreshGrant, isGood, isUsable })
    },
    async refresh({ grantId }, api, refreshGrant) {
      const { version, token } = await read(grantId, api)
      const isNew = (candidate: StoredToken) =>
        candidate.accessToken !== token?.accessToken && !isExpired(candidate, Date.now() / 1000)
      return refreshOnce('now', version, { grantId, api, refreshGrant, isGood: isNew, isUsable: isNew })
    },
  }
}
