/** Our one key of the session row: `req.session.tandem`. Holds no token. */
export interface SessionRecord<User = Readonly<Record<string, unknown>>> {
  /** The version of this record; a row of another version is "not logged in". */
  readonly v: 1
  /** Names the login in the vault, the records and the index. It isn't the session id, and it never changes. */
  readonly loginId: string
  readonly iss: string
  readonly sub: string
  readonly sid?: string
  /** Epoch seconds; 0 when the provider didn't say. */
  readonly authTime: number
  /** The authentication context class that the provider named. */
  readonly acr?: string
  /** Epoch seconds. */
  readonly createdAt: number
  readonly user: User
}

/** The record in a session row; `undefined` for a row without a login, and for a record of another version. */
export function sessionRecordOf(value: unknown): SessionRecord<unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { v, loginId, iss, sub, createdAt } = value as Partial<SessionRecord<unknown>>
  const whole =
    v === 1 &&
    typeof loginId === 'string' &&
    typeof iss === 'string' &&
    typeof sub === 'string' &&
    typeof createdAt === 'number'
  return whole ? (value as SessionRecord<unknown>) : undefined
}
