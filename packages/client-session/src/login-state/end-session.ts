import type { TokenVault } from '../access-tokens/token-vault.js'
import type { SessionLives } from './active-sessions.js'
import type { GrantNames, Grants } from './login-records.js'

/** What a session that has ended leaves for revocation and for the provider's logout address. */
export interface EndedGrant {
  readonly grantId: string
  readonly iss: string
  readonly sub: string
  readonly sid?: string | undefined
  readonly refreshToken?: string | undefined
  readonly idToken?: string | undefined
}

/** The ways a session ends. In each the life goes first: from then on it is over, whatever fails afterwards. */
export interface SessionEndings {
  /** The life and the row of one session id; its grant stays. */
  endSession(sessionId: string): Promise<void>
  /** `sessionId`: one that is known to stand for this grant, whatever the grant itself says. */
  endGrant(grantId: string, sessionId?: string): Promise<EndedGrant | undefined>
  /** All grants that a subject or a `sid` has in the index. */
  endNamed(name: string): Promise<readonly EndedGrant[]>
  /** A row was read that is no login any more. */
  abandon(sessionId: string, grantId: string): Promise<void>
  /** The rest of a grant whose life has been ended: vault, index. */
  forget(grantId: string): Promise<EndedGrant | undefined>
}

export interface SessionEndingsParts {
  readonly grants: Grants
  readonly names: GrantNames
  readonly vault: TokenVault
  readonly lives: SessionLives
  readonly destroyRow: (sessionId: string) => Promise<void>
}

export function createSessionEndings({ grants, names, vault, lives, destroyRow }: SessionEndingsParts): SessionEndings {
  async function endSession(sessionId: string): Promise<void> {
    await lives.end(sessionId)
    await destroyRow(sessionId)
  }

  async function forget(grantId: string): Promise<EndedGrant | undefined> {
    const content = await vault.take(grantId)
    const grant = await grants.take(grantId)
    if (grant === undefined) return undefined
    // A session id that was being renewed meanwhile.
    await Promise.all(grant.sessionIds.map(endSession))
    await names.remove(grantId, grant)
    const { iss, sub, sid } = grant
    return { grantId, iss, sub, sid, refreshToken: content?.refreshToken, idToken: content?.idToken }
  }

  async function endGrant(grantId: string, sessionId?: string): Promise<EndedGrant | undefined> {
    if (sessionId !== undefined) await endSession(sessionId)
    const grant = await grants.get(grantId)
    await Promise.all((grant?.content.sessionIds ?? []).filter((id) => id !== sessionId).map(endSession))
    return forget(grantId)
  }

  return {
    endSession,
    endGrant,
    forget,
    async endNamed(name) {
      const ended = await Promise.all((await names.members(name)).map((grantId) => endGrant(grantId)))
      return ended.filter((grant) => grant !== undefined)
    },
    async abandon(sessionId, grantId) {
      await destroyRow(sessionId)
      const grant = await grants.get(grantId)
      // A login whose session id was renewed lives on under the new one.
      if (grant?.content.sessionIds.includes(sessionId)) await endGrant(grantId)
    },
  }
}
