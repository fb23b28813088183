import type { TestIssuer } from '../test-issuer.js'
import type { Arguments } from './parse-arguments.js'

/** What a person needs to configure an app or an API, and to get a token in another terminal. */
export function describeIssuer(issuer: TestIssuer, { clientId, clientSecret, user, interactive }: Arguments): string {
  const who = String(user.sub ?? 'user-1')
  return `
  issuer         ${issuer.issuer}
  client id      ${clientId}
  client secret  ${clientSecret}
  user           ${who}${interactive ? ', who has to press a button' : ', logged in already'}
  metadata       ${issuer.url}/.well-known/openid-configuration

A token of the client, from another terminal:
  curl -u ${clientId}:${clientSecret} -d grant_type=client_credentials -d scope=read ${issuer.url}/token

t prints an access token of the user, r signs with a new key, q quits.

`
}
