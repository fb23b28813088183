/** Our one key of the session row: `req.session.tandem`. Holds no token. */
export interface SessionRecord<User = Readonly<Record<string, unknown>>> {
  /** The version of this record; a row of another version is "not logged in". */
  readonly v: 1
  /** Names the login in the vault, the records and the index. It isn't the session id, and it never changes. */
  readonly loginId: string
  readonly iss: string
  /** The client that the ID token was issued to. */
  readonly clientId: string
  readonly sub: string
  readonly sid?: string
  /** Epoch seconds; 0 when the provider didn't say. */
  readonly authTime: number
  /** The authentication context class that the provider named. */
  readonly acr?: string
  /** What an API had asked for, where this login answered that. */
  readonly step?: AnsweredStep
  /** Epoch seconds. */
  readonly createdAt: number
  readonly user: User
}

export interface AnsweredStep {
  readonly api: string
  /** Names the demand. */
  readonly digest: string
  /** Space-separated scopes that the API needs besides its configured ones. */
  readonly scope?: string | undefined
}

/** Whom something was issued by and to. */
export interface Client {
  readonly iss: string
  readonly clientId: string
}

/** The client id that this instance has at an issuer; `undefined` for an issuer that it isn't configured with. */
export type ClientIdOf = (iss: string) => string | undefined

/** Reads the records of session rows. */
export interface SessionRecords {
  /** The record in a row; `undefined` for a row without a login of this instance. */
  own(value: unknown): SessionRecord<unknown> | undefined
  /**
   * Whether a row has the login of another instance over the same store: one with another issuer or client. Without this
   * check, a cookie of that instance, renamed, would be a login here.
   */
  isForeign(value: unknown): boolean
}

export function createSessionRecords(clientIdOf: ClientIdOf): SessionRecords {
  return {
    own(value) {
      const record = parseRecord(value)
      return record !== undefined && isOwn(record, clientIdOf) ? record : undefined
    },
    isForeign(value) {
      const record = parseRecord(value)
      return record !== undefined && !isOwn(record, clientIdOf)
    },
  }
}

export function isOwn({ iss, clientId }: Client, clientIdOf: ClientIdOf): boolean {
  return clientIdOf(iss) === clientId
}

function parseRecord(value: unknown): SessionRecord<unknown> | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { v, loginId, iss, clientId, sub, createdAt } = value as Partial<SessionRecord<unknown>>
  const whole =
    v === 1 &&
    typeof loginId === 'string' &&
    typeof iss === 'string' &&
    typeof clientId === 'string' &&
    typeof sub === 'string' &&
    typeof createdAt === 'number'
  return whole ? (value as SessionRecord<unknown>) : undefined
}
