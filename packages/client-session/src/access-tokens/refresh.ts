import { AuthError, isAuthError, publish } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'
import type { EncryptedRecord } from '../storage/encrypted-records.js'
import { createExpiringMap } from '../storage/expiring-map.js'
import { whileLeased } from './refresh-lease.js'
import type { TokenSet } from './token-set.js'
import { type StoredToken, storedToken, type TokenVault, tokenFor, type VaultContent } from './token-vault.js'

/**
 * Asks the provider for new tokens for one API with the session's refresh token. Throws an `AuthError` 4xx when the
 * provider refuses the refresh token or its answer can't be believed, anything else when it couldn't be asked.
 */
export type RefreshTokens = (refreshToken: string, api: string) => Promise<RefreshedTokens>

export interface RefreshedTokens {
  readonly tokens: TokenSet
  /** The rotated refresh token; `undefined` keeps the one that is there. */
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
  /** Why the answer can't be judged now. Of such an answer the rotated refresh token alone is kept: the old one is used up. */
  readonly unjudged?: AuthError | undefined
}

export interface RefreshWish {
  readonly loginId: string
  readonly api: string
  readonly refreshTokens: RefreshTokens
  /** No refresh is needed, or none any more. */
  readonly isGood: (token: StoredToken) => boolean
  /** Will do when the provider can't be asked. */
  readonly isUsable: (token: StoredToken) => boolean
}

export interface RefreshDeps {
  readonly vault: TokenVault
  readonly coordination: Coordination
  /** After the tokens of a refused refresh token have been removed. */
  readonly onRefused: (loginId: string) => Promise<unknown>
}

/** Resolves to an access token; asked for by one caller among all processes: whoever has the lease asks, the others read. */
export function createRefresh({ vault, coordination, onRefused }: RefreshDeps): (wish: RefreshWish) => Promise<string> {
  async function readGood({ loginId, api, isGood }: RefreshWish): Promise<string | undefined> {
    const token = tokenFor(await readEntry(vault, loginId), api)
    return token !== undefined && isGood(token) ? token.accessToken : undefined
  }

  // A provider that hangs holds up a request for as long as its timeout. Afterwards nobody waits for that session again for
  // the same time; one that fails at once is asked at once.
  const pauses = createExpiringMap<unknown>(maxPauses)

  async function askProvider(wish: RefreshWish): Promise<string> {
    // Read again under the lease: whoever had it before has refreshed, and this refresh token is the one to use.
    const entry = await readEntry(vault, wish.loginId)
    const token = tokenFor(entry, wish.api)
    if (token !== undefined && wish.isGood(token)) return token.accessToken
    const { refreshToken } = entry.content
    if (refreshToken === undefined) return keep(token, wish, new AuthError('ERR_LOGIN_REQUIRED'))
    const startedAt = performance.now()
    let response: RefreshedTokens
    try {
      response = await wish.refreshTokens(refreshToken, wish.api)
    } catch (error) {
      if (!isRefusal(error)) pauses.set(nameOf(wish), error, (performance.now() - startedAt) / 1000)
      return afterFailure(wish, entry, error)
    }
    return response.unjudged === undefined ? keepResponse(wish, entry, response) : keepRotation(wish, entry, response)
  }

  async function keepRotation(
    wish: RefreshWish,
    { content, version }: EncryptedRecord<VaultContent>,
    { refreshToken = content.refreshToken, unjudged }: RefreshedTokens,
  ): Promise<string> {
    await store(vault, wish.loginId, version, { ...content, refreshToken })
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: unjudged?.code ?? 'ERR_UNKNOWN' }))
    return keep(tokenFor({ content, version }, wish.api), wish, unjudged)
  }

  async function keepResponse(
    wish: RefreshWish,
    entry: EncryptedRecord<VaultContent>,
    response: RefreshedTokens,
  ): Promise<string> {
    const { content, version } = entry
    const stored = await store(vault, wish.loginId, version, {
      ...content,
      refreshToken: response.refreshToken ?? response.tokens.refreshToken ?? content.refreshToken,
      idToken: content.idToken && (response.idToken ?? response.tokens.idToken ?? content.idToken),
      tokens: { ...content.tokens, [wish.api]: storedToken(response.tokens, Date.now() / 1000) },
    })
    if (stored) {
      publish('tokens.refreshed', () => ({ api: wish.api }))
      return response.tokens.accessToken
    }
    // The fence: a logout took the entry away, or somebody else's refresh counts. What was just received is dropped.
    const token = await readGood(wish)
    if (token === undefined) throw new AuthError('ERR_REFRESH_BUSY')
    return token
  }

  async function afterFailure(wish: RefreshWish, used: EncryptedRecord<VaultContent>, error: unknown): Promise<string> {
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: isAuthError(error) ? error.code : 'ERR_UNKNOWN' }))
    if (!isRefusal(error)) return keep(tokenFor(used, wish.api), wish, error)
    const entry = await readEntry(vault, wish.loginId)
    // Another process has refreshed meanwhile: what was refused is not the refresh token of this session any more.
    if (entry.version !== used.version) return keep(tokenFor(entry, wish.api), wish, error)
    await store(vault, wish.loginId, entry.version, { ...entry.content, refreshToken: undefined, tokens: {} })
    await onRefused(wish.loginId)
    throw new AuthError('ERR_LOGIN_REQUIRED', { cause: error })
  }

  async function whenBusy(wish: RefreshWish, error: unknown): Promise<string> {
    if (!isAuthError(error) || error.code !== 'ERR_REFRESH_BUSY') throw error
    // Others wait for a provider that hangs, one after the other: what is still valid will do.
    return keep(tokenFor(await readEntry(vault, wish.loginId), wish.api), wish, error)
  }

  return async (wish) => {
    const failure = pauses.get(nameOf(wish))
    if (failure !== undefined) return keep(tokenFor(await readEntry(vault, wish.loginId), wish.api), wish, failure)
    return whileLeased(
      coordination,
      `refresh:${wish.loginId}`,
      () => askProvider(wish),
      () => readGood(wish),
    ).catch((error: unknown) => whenBusy(wish, error))
  }
}

const maxPauses = 10_000

const nameOf = ({ loginId, api }: RefreshWish) => `${loginId} ${api}`

/** The provider has decided, rather than failed. */
function isRefusal(error: unknown): boolean {
  return isAuthError(error) && error.status < 500
}

async function readEntry(vault: TokenVault, loginId: string): Promise<EncryptedRecord<VaultContent>> {
  const entry = await vault.get(loginId)
  if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  return entry
}

async function store(vault: TokenVault, loginId: string, version: number, content: VaultContent): Promise<boolean> {
  const ttl = Math.max(1, content.endsAt - Date.now() / 1000)
  try {
    return await vault.set(loginId, version, content, ttl)
  } catch {
    // The provider has rotated: what isn't stored now is lost. Where the first try arrived after all, the second finds
    // another version, and these tokens under it.
    await new Promise((resolve) => setTimeout(resolve, 250))
    return vault.set(loginId, version, content, ttl)
  }
}

function keep(token: StoredToken | undefined, { isUsable }: RefreshWish, error: unknown): string {
  if (token !== undefined && isUsable(token)) return token.accessToken
  throw error
}
