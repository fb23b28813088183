import { AuthError } from '@tandem-auth/tokens'
import type { RefreshTokens } from '../src/access-tokens/refresh.js'

/** A token endpoint that accepts each refresh token once, and revokes the whole family when one is used again. */
export class RotatingProvider {
  /** Seconds. */
  lifetime = 300
  /** Milliseconds. */
  delay = 20
  down = false
  refreshes = 0
  /** Called when a refresh has arrived and before its response. */
  onRefresh: () => void | Promise<void> = () => undefined
  readonly #current = new Map<string, string>()
  readonly #revoked = new Set<string>()

  issue(user: string): string {
    const token = `refresh ${user} ${Math.random()}`
    this.#current.set(user, token)
    return token
  }

  revoke(user: string): void {
    this.#revoked.add(user)
  }

  readonly refreshTokens: RefreshTokens = async (refreshToken, api) => {
    this.refreshes += 1
    await this.onRefresh()
    await new Promise((resolve) => setTimeout(resolve, this.delay))
    if (this.down) throw new AuthError('ERR_PROVIDER_UNAVAILABLE')
    const [, user = ''] = refreshToken.split(' ')
    if (this.#current.get(user) !== refreshToken) this.revoke(user)
    if (this.#revoked.has(user)) throw new AuthError('ERR_LOGIN_REQUIRED')
    const expiresAt = Date.now() / 1000 + this.lifetime
    return {
      tokens: { accessToken: `access ${user} ${api} ${this.refreshes}`, expiresAt },
      refreshToken: this.issue(user),
    }
  }
}
