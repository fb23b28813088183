import { AuthError, isAuthError, publish } from '@tandem-auth/tokens'
import type { Coordination } from '../storage/coordination.js'
import type { SealedEntry } from '../storage/encrypted-records.js'
import { createExpiringMap } from '../storage/expiring-map.js'
import { whileLeased } from './refresh-lease.js'
import type { TokenSet } from './token-set.js'
import { type StoredToken, storedToken, type TokenVault, tokenFor, type VaultContent } from './token-vault.js'

/**
 * Asks the provider for new tokens for one API with the session's refresh token. Throws an `AuthError` 4xx when the
 * provider refuses the refresh token or its answer can't be believed, anything else when it couldn't be asked.
 */
export type RefreshGrant = (refreshToken: string, api: string) => Promise<RefreshedTokens>

export interface RefreshedTokens {
  readonly tokens: TokenSet
  /** The rotated refresh token; `undefined` keeps the one that is there. */
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
  /** Why the answer can't be judged now. Of such an answer the rotated refresh token alone is kept: the old one is used up. */
  readonly unjudged?: AuthError | undefined
}

export interface RefreshWish {
  readonly grantId: string
  readonly api: string
  readonly refreshGrant: RefreshGrant
  /** No refresh is needed, or none any more. */
  readonly isGood: (token: StoredToken) => boolean
  /** Will do when the provider can't be asked. */
  readonly isUsable: (token: StoredToken) => boolean
}

export interface RefreshParts {
  readonly vault: TokenVault
  readonly coordination: Coordination
  /** After the tokens of a refused refresh token have been removed. */
  readonly onRefused: (grantId: string) => Promise<unknown>
}

/** Resolves to an access token; asked for by one caller among all processes: whoever has the lease asks, the others read. */
export function createRefresh({
  vault,
  coordination,
  onRefused,
}: RefreshParts): (wish: RefreshWish) => Promise<string> {
  async function readGood({ grantId, api, isGood }: RefreshWish): Promise<string | undefined> {
    const token = tokenFor(await readEntry(vault, grantId), api)
    return token !== undefined && isGood(token) ? token.accessToken : undefined
  }

  // A provider that hangs holds up a request for as long as its timeout. Afterwards nobody waits for that session again for
  // the same time; one that fails at once is asked at once.
  const pauses = createExpiringMap<unknown>(maxPauses)

  async function askProvider(wish: RefreshWish): Promise<string> {
    // Read again under the lease: whoever had it before has refreshed, and this refresh token is the one to use.
    const entry = await readEntry(vault, wish.grantId)
    const token = tokenFor(entry, wish.api)
    if (token !== undefined && wish.isGood(token)) return token.accessToken
    const { refreshToken } = entry.content
    if (refreshToken === undefined) return keep(token, wish, new AuthError('ERR_LOGIN_REQUIRED'))
    const startedAt = performance.now()
    let answer: RefreshedTokens
    try {
      answer = await wish.refreshGrant(refreshToken, wish.api)
    } catch (error) {
      if (!isRefusal(error)) pauses.set(nameOf(wish), error, (performance.now() - startedAt) / 1000)
      return afterFailure(wish, entry, error)
    }
    return answer.unjudged === undefined ? keepAnswer(wish, entry, answer) : keepRotation(wish, entry, answer)
  }

  async function keepRotation(
    wish: RefreshWish,
    { content, version }: SealedEntry<VaultContent>,
    { refreshToken = content.refreshToken, unjudged }: RefreshedTokens,
  ): Promise<string> {
    await store(vault, wish.grantId, version, { ...content, refreshToken })
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: unjudged?.code ?? 'ERR_UNKNOWN' }))
    return keep(tokenFor({ content, version }, wish.api), wish, unjudged)
  }

  async function keepAnswer(
    wish: RefreshWish,
    entry: SealedEntry<VaultContent>,
    answer: RefreshedTokens,
  ): Promise<string> {
    const { content, version } = entry
    const stored = await store(vault, wish.grantId, version, {
      ...content,
      refreshToken: answer.refreshToken ?? answer.tokens.refreshToken ?? content.refreshToken,
      idToken: content.idToken && (answer.idToken ?? answer.tokens.idToken ?? content.idToken),
      tokens: { ...content.tokens, [wish.api]: storedToken(answer.tokens, Date.now() / 1000) },
    })
    if (stored) {
      publish('tokens.refreshed', () => ({ api: wish.api }))
      return answer.tokens.accessToken
    }
    // The fence: a logout took the entry away, or somebody else's refresh counts. What was just received is dropped.
    const token = await readGood(wish)
    if (token === undefined) throw new AuthError('ERR_REFRESH_BUSY')
    return token
  }

  async function afterFailure(wish: RefreshWish, used: SealedEntry<VaultContent>, error: unknown): Promise<string> {
    publish('tokens.refresh-failed', () => ({ api: wish.api, code: isAuthError(error) ? error.code : 'ERR_UNKNOWN' }))
    if (!isRefusal(error)) return keep(tokenFor(used, wish.api), wish, error)
    const entry = await readEntry(vault, wish.grantId)
    // Another process has refreshed meanwhile: what was refused is not the refresh token of this session any more.
    if (entry.version !== used.version) return keep(tokenFor(entry, wish.api), wish, error)
    await store(vault, wish.grantId, entry.version, { ...entry.content, refreshToken: undefined, tokens: {} })
    await onRefused(wish.grantId)
    throw new AuthError('ERR_LOGIN_REQUIRED', { cause: error })
  }

  async function whenBusy(wish: RefreshWish, error: unknown): Promise<string> {
    if (!isAuthError(error) || error.code !== 'ERR_REFRESH_BUSY') throw error
    // Others wait for a provider that hangs, one after the other: what is still valid will do.
    return keep(tokenFor(await readEntry(vault, wish.grantId), wish.api), wish, error)
  }

  return async (wish) => {
    const failure = pauses.get(nameOf(wish))
    if (failure !== undefined) return keep(tokenFor(await readEntry(vault, wish.grantId), wish.api), wish, failure)
    return whileLeased(
      coordination,
      `refresh:${wish.grantId}`,
      () => askProvider(wish),
      () => readGood(wish),
    ).catch((error: unknown) => whenBusy(wish, error))
  }
}

const maxPauses = 10_000

const nameOf = ({ grantId, api }: RefreshWish) => `${grantId} ${api}`

/** The provider has decided, rather than failed. */
function isRefusal(error: unknown): boolean {
  return isAuthError(error) && error.status < 500
}

async function readEntry(vault: TokenVault, grantId: string): Promise<SealedEntry<VaultContent>> {
  const entry = await vault.get(grantId)
  if (entry === undefined) throw new AuthError('ERR_LOGIN_REQUIRED')
  return entry
}

async function store(vault: TokenVault, grantId: string, version: number, content: VaultContent): Promise<boolean> {
  const ttl = Math.max(1, content.endsAt - Date.now() / 1000)
  try {
    return await vault.set(grantId, version, content, ttl)
  } catch {
    // The provider has rotated: what isn't stored now is lost. Where the first try arrived after all, the second finds
    // another version, and these tokens under it.
    await new Promise((resolve) => setTimeout(resolve, 250))
    return vault.set(grantId, version, content, ttl)
  }
}

function keep(token: StoredToken | undefined, { isUsable }: RefreshWish, error: unknown): string {
  if (token !== undefined && isUsable(token)) return token.accessToken
  throw error
}
