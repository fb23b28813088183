import { type AuthorizationDetail, authorizationDetailsParameter } from '../provider/authorization-details.js'
import { assertStrength, type LoginStrength } from '../provider/login-strength.js'
import { parseAuthorizationParams } from '../provider/provider-config.js'

/** What a login asks for. Only `returnTo` and what the login route allows may come from a request. */
export interface LoginRequest extends LoginStrength {
  /** Path on `baseUrl`, at most 2048 characters. @defaultValue its root */
  readonly returnTo?: string | undefined
  /** One of the configured issuers. @defaultValue the one from `selectIssuer`, else the first */
  readonly issuer?: string | undefined
  /** Shows nothing to the user and returns logged in or not (`prompt=none`). */
  readonly silent?: boolean | undefined
  readonly prompt?: 'login' | 'consent' | 'select_account' | 'create' | undefined
  readonly loginHint?: string | undefined
  /** Space-separated scopes, in addition to those of the options. */
  readonly scope?: string | undefined
  /** More parameters of the authorization request, in addition to those of the options. */
  readonly authorizationParams?: Readonly<Record<string, string>> | undefined
  /** What exactly the tokens shall be for (RFC 9396), instead of what the options say. */
  readonly authorizationDetails?: readonly AuthorizationDetail[] | undefined
}

const names: readonly (keyof LoginRequest)[] = [
  ...([
    'returnTo',
    'issuer',
    'silent',
    'prompt',
    'loginHint',
    'scope',
    'authorizationParams',
    'authorizationDetails',
    'maxAge',
    'acr',
  ] as const),
]
const prompts: readonly unknown[] = ['login', 'consent', 'select_account', 'create']

/** @throws TypeError for an unknown member, and for a value that couldn't be sent or checked */
export function assertLoginRequest(request: LoginRequest): void {
  const unknown = Object.keys(request).find((name) => !(names as readonly string[]).includes(name))
  if (unknown !== undefined) throw new TypeError(`login: unknown option "${unknown}"`)
  for (const name of ['returnTo', 'issuer', 'loginHint', 'scope'] as const) {
    if (request[name] !== undefined && typeof request[name] !== 'string')
      throw new TypeError(`login: "${name}" must be a string`)
  }
  const { silent, prompt, scope, authorizationParams } = request
  if (silent !== undefined && typeof silent !== 'boolean') throw new TypeError('login: "silent" must be true or false')
  if (prompt !== undefined && !prompts.includes(prompt)) {
    throw new TypeError('login: "prompt" must be login, consent, select_account or create')
  }
  if (scope !== undefined && !/^[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*$/.test(scope)) {
    throw new TypeError('login: "scope" must be scopes with single spaces between them')
  }
  parseAuthorizationParams(authorizationParams, 'authorizationParams')
  if (request.authorizationDetails !== undefined) authorizationDetailsParameter('login', request.authorizationDetails)
  assertStrength('login', request)
}
