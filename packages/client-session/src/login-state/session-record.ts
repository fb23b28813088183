/** The one key of the session row that is ours: `req.session.tandem`. Holds no token. */
export interface SessionRecord<User = Readonly<Record<string, unknown>>> {
  /** The shape of this record; a row of another shape is "not logged in". */
  readonly v: 1
  /** Names the grant in the vault, the index and the marks. It isn't the session id, and it never changes in a session. */
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

/** The record in a session row; `undefined` for a row of nobody, and for one of another shape. */
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
