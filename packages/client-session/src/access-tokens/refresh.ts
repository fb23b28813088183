import { AuthError, isAuthError, publish } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'
import type { EncryptedRecord } from '../storage/encrypted-records.js'
import { createExpiringMap } from '../storage/expiring-map.js'
import type { StoreClock } from '../storage/store-clock.js'
import { whileLeased } from './refresh-lease.js'
import {
  type StoredToken,
  storedToken,
  type TokenOwner,
  type TokenSet,
  type TokenVault,
  tokenFor,
  type VaultContent,
} from './token-vault.js'

/**
 * Asks the provider for new tokens for one API with the refresh token of a login. Throws an `AuthError` 4xx when the
 * provider refuses the refresh token or its response can't be trusted, anything else when it couldn't be asked.
 */
export type RefreshTokens = (refreshToken: string, api: string, owner: TokenOwner) => Promise<RefreshedTokens>

export interface RefreshedTokens {
  readonly tokens: TokenSet
  /** The rotated refresh token; `undefined` keeps the present one. */
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
  /** Why the response can't be validated now. Only its rotated refresh token is kept: the old one is used up. */
  readonly unvalidated?: AuthError | undefined
}

export interface RefreshWish {
  readonly loginId: string
  readonly api: string
  /** Digest of this API. */
  readonly digest: string
  /** Fresh enough to return. */
  readonly isGood: (token: StoredToken, now: number) => boolean
  /** Not expired: the fallback when the provider can't be reached. */
  readonly isUsable: (token: StoredToken, now: number) => boolean
}

export interface RefreshDeps {
  readonly vault: TokenVault
  readonly coordination: Coordination
  readonly refreshTokens: RefreshTokens
  readonly clock: StoreClock
  /** Seconds for which the vault entry of a login with this end is kept. */
  readonly secondsToKeep: (endsAt: number, now: number) => number
  /** Called after the tokens of a refused refresh token have been removed. */
  readonly onRefused: (loginId: string) => Promise<unknown>
}

/** Resolves to an access token. One caller among all processes holds the lease and asks; the others read its result. */
export function createRefresh(deps: RefreshDeps): (wish: RefreshWish) => Promise<string> {
  const { vault, coordination, refreshTokens, clock, onRefused } = deps

  async function readGood(wish: RefreshWish): Promise<string | undefined> {
    const token = tokenFor(await readEntry(vault, wish.loginId), wish)
    return token !== undefined && wish.isGood(token, await clock.now()) ? token.accessToken : undefined
  }

  // Back off for as long as the failed call took: a slow failure delays the next try, an immediate one doesn't.
  const backoffs = createExpiringMap<unknown>(maxBackoffs)

  async function askProvider(wish: RefreshWish): Promise<string> {
    // Read again under the lease: the holder before has refreshed, and this refresh token is the one to use.
    const entry = await readEntry(vault, wish.loginId)
    const token = tokenFor(entry, wish)
    if (token !== undefined && wish.isGood(token, await clock.now())) return token.accessToken
    const { refreshToken } = entry.content
    if (refreshToken === undefined) return keep(token, wish, new AuthError('ERR_LOGIN_REQUIRED'))
    const startedAt = performance.now()
    let response: RefreshedTokens
    try {
      response = await refreshTokens(refreshToken, wish.api, entry.content)
    } catch (error) {
      if (!isRefusal(error)) backoffs.set(keyOf(wish), error, (performance.now() - startedAt) / 1000)
      return afterFailure(wish, entry, error)
    }
    return response.unvalidated === undefined
      ? keepResponse(wish, entry, response)
      : keepRotation(wish, entry, response)
  }

  async function keepRotation(
    wish: RefreshWish,
    { content, version }: EncryptedRecord<VaultContent>,
    { refreshToken = content.refreshToken, unvalidated }: RefreshedTokens,
  ): Promise<string> {
    await store(wish.loginId, version, { ...content, refreshToken })
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: unvalidated?.code ?? 'ERR_UNKNOWN' }))
    return keep(tokenFor({ content, version }, wish), wish, unvalidated)
  }

  async function keepResponse(
    wish: RefreshWish,
    entry: EncryptedRecord<VaultContent>,
    response: RefreshedTokens,
  ): Promise<string> {
    const { content, version } = entry
    const now = await clock.now()
    const stored = await store(wish.loginId, version, {
      ...content,
      refreshToken: response.refreshToken ?? response.tokens.refreshToken ?? content.refreshToken,
      idToken: content.idToken && (response.idToken ?? response.tokens.idToken ?? content.idToken),
      tokens: {
        ...content.tokens,
        [wish.api]: storedToken(response.tokens, wish.digest, now, now - Date.now() / 1000),
      },
    })
    if (stored) {
      publish('tokens.refreshed', () => ({ api: wish.api }))
      return response.tokens.accessToken
    }
    // Compare-and-set failed: a logout removed the entry, or another process refreshed first. Drop what we received.
    const token = await readGood(wish)
    if (token === undefined) throw new AuthError('ERR_REFRESH_BUSY')
    return token
  }

  async function afterFailure(wish: RefreshWish, used: EncryptedRecord<VaultContent>, error: unknown): Promise<string> {
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: isAuthError(error) ? error.code : 'ERR_UNKNOWN' }))
    if (!isRefusal(error)) return keep(tokenFor(used, wish), wish, error)
    const entry = await readEntry(vault, wish.loginId)
    // Another process has refreshed in the meantime: what was refused isn't the refresh token of this login any more.
    if (entry.version !== used.version) return keep(tokenFor(entry, wish), wish, error)
    await store(wish.loginId, entry.version, { ...entry.content, refreshToken: undefined, tokens: {} })
    await onRefused(wish.loginId)
    throw new AuthError('ERR_LOGIN_REQUIRED', { cause: error })
  }

  async function whenBusy(wish: RefreshWish, error: unknown): Promise<string> {
    if (!isAuthError(error) || error.code !== 'ERR_REFRESH_BUSY') throw error
    // The provider hangs and others wait for it: return what is still valid.
    return keep(tokenFor(await readEntry(vault, wish.loginId), wish), wish, error)
  }

  async function keep(token: StoredToken | undefined, { isUsable }: RefreshWish, error: unknown): Promise<string> {
    if (token !== undefined && isUsable(token, await clock.now())) return token.accessToken
    throw error
  }

  async function store(loginId: string, version: number, content: VaultContent): Promise<boolean> {
    const ttl = deps.secondsToKeep(content.endsAt, await clock.now())
    try {
      return await vault.set(loginId, version, content, ttl)
    } catch {
      // The provider has rotated: what isn't stored now is lost. If the first try arrived after all, the second one finds
      // another version, with these tokens in it.
      await new Promise((resolve) => setTimeout(resolve, 250))
      return vault.set(loginId, version, content, ttl)
    }
  }

  return async (wish) => {
    const failure = backoffs.get(keyOf(wish))
    if (failure !== undefined) return keep(tokenFor(await readEntry(vault, wish.loginId), wish), wish, failure)
    return whileLeased(
      coordination,
      `refresh:${wish.loginId}`,
      () => askProvider(wish),
      () => readGood(wish),
    ).catch((error: unknown) => whenBusy(wish, error))
  }
}

const maxBackoffs = 10_000

const keyOf = ({ loginId, api }: RefreshWish) => `${loginId} ${api}`

/** The provider has made a decision; it didn't fail. */
function isRefusal(error: unknown): boolean {
  return isAuthError(error) && error.status < 500
}

async function readEntry(vault: TokenVault, loginId: string): Promise<EncryptedRecord<VaultContent>> {
  const entry = await vault.get(loginId)
  if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  return entry
}
