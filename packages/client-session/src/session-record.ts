/** The one key of the session row that is ours: `req.session.tandem`. Holds no token. */
export interface SessionRecord<User = Readonly<Record<string, unknown>>> {
  /** The shape of this record; a row of another shape is "not logged in". */
  readonly v: 1
  /** Names the grant in the vault, the index and the marks. It isn't the session id, and it never changes in a session. */
  readonly grantId: string
  readonly iss: string
  readonly sub: string
  readonly sid?: string
  /** Epoch seconds. */
  readonly authTime: number
  /** Epoch seconds. */
  readonly createdAt: number
  readonly user: User
}
