import { AuthError, callApi, urlBelow } from '@tandem-auth/tokens'
import type { AccessTokenAuth } from '../token/access-token-auth.js'
import { assertNotPassedOn } from './assert-not-passed-on.js'
import type { Downstream } from './downstream.js'
import type { ExchangeClient } from './exchange-token.js'
import type { ExchangedTokens } from './exchanged-tokens.js'

/** Calls of other APIs in the name of one request's caller. The caller's own token is never sent to them. */
export interface OnBehalfOf {
  /**
   * Resolves to an access token of the caller for an API of `downstream`, exchanged once and cached for as long as both tokens
   * are valid.
   * @throws AuthError `ERR_EXCHANGE_REFUSED` (403), `ERR_EXCHANGE_CLIENT` (500), `ERR_EXCHANGE_UNAVAILABLE` (503)
   */
  accessToken(api: string): Promise<string>
  /**
   * Calls an API of `downstream` with such a token. The path stays below the API's `url`; redirects aren't followed.
   * @throws AuthError those of `accessToken`, and `ERR_API_UNAVAILABLE` (502)
   * @throws TypeError for a path that leads elsewhere, or a header with the caller's own token
   */
  fetch(api: string, path: string, init?: RequestInit): Promise<Response>
}

export interface OnBehalfOfDeps {
  readonly auth: AccessTokenAuth
  /** The client at the issuer of the caller's token. */
  readonly client: ExchangeClient | undefined
  readonly downstream: ReadonlyMap<string, Downstream>
  readonly tokens: ExchangedTokens
  readonly fetch: typeof globalThis.fetch
}

export function onBehalfOf({ auth, client, downstream, tokens, fetch }: OnBehalfOfDeps): OnBehalfOf {
  function targetOf(api: string): Downstream {
    const target = downstream.get(api)
    if (target === undefined) throw new TypeError(`onBehalfOf: "downstream" has no API of the name "${api}"`)
    return target
  }

  async function accessToken(api: string): Promise<string> {
    const target = targetOf(api)
    if (client === undefined) throw new AuthError('ERR_EXCHANGE_CLIENT', { hint: noClientHint })
    return tokens.get(client, auth, target)
  }

  return {
    accessToken,
    async fetch(api, path, init = {}) {
      const { name, url: base } = targetOf(api)
      const url = urlBelow(base, path, `"downstream.${name}.url"`)
      assertNotPassedOn(init, auth.token)
      return callApi(fetch, url, init, { authorization: `Bearer ${await accessToken(api)}` })
    },
  }
}

const noClientHint = 'The issuer of this token has no "exchange" in the configuration of the guard.'
