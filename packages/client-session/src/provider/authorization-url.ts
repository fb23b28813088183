import { endpointOf } from '@tandem-auth/tokens'
import * as openid from 'openid-client'
import type { ProviderConfig } from './provider-config.js'

/** The URL for the login: the request in its query, pushed (RFC 9126), signed (RFC 9101), or both. */
export async function authorizationUrl(
  client: openid.Configuration,
  config: ProviderConfig,
  parameters: URLSearchParams,
  insecureHosts: readonly string[],
  DPoP?: openid.DPoPHandle,
): Promise<URL> {
  const metadata = client.serverMetadata()
  const push = config.pushedAuthorizationRequest ?? metadata.require_pushed_authorization_requests === true
  if (push) endpointOf(metadata, 'pushed_authorization_request_endpoint', insecureHosts)
  if (config.privateKey === undefined || !config.signedRequestObject) {
    return push
      ? openid.buildAuthorizationUrlWithPAR(client, parameters, { DPoP })
      : openid.buildAuthorizationUrl(client, parameters)
  }
  const signed = await openid.buildAuthorizationUrlWithJAR(client, parameters, await config.privateKey())
  if (push)
    return openid.buildAuthorizationUrlWithPAR(client, { request: signed.searchParams.get('request') ?? '' }, { DPoP })
  // OpenID Connect Core 1.0, 6.1: these are also required outside the request object.
  for (const name of ['response_type', 'scope']) signed.searchParams.set(name, parameters.get(name) ?? '')
  return signed
}
