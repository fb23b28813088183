import { detectProfile, publisherOf, tokenProfiles } from './profiles.js'
import type { TokenProfile } from './token-profile.js'

it.each([
  ['https://tenant.auth0.com/', 'auth0'],
  ['https://tenant.eu.auth0.com/', 'auth0'],
  ['https://example.okta.com/oauth2/default', 'okta'],
  ['https://example.oktapreview.com/oauth2/default', 'okta'],
  ['https://example.okta-gov.com/oauth2/default', 'okta'],
  ['https://acme.ciamlogin.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0', 'entra'],
  ['https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example', 'cognito'],
  ['https://issuer-cognito-idp.us-west-2.amazonaws.com/us-west-2_example', 'cognito'],
  ['https://cognito-idp-fips.us-gov-west-1.amazonaws.com/us-gov-west-1_example', 'cognito'],
  ['https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_example', 'cognito'],
  ['https://example.fusionauth.io', 'fusionauth'],
  ['https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0', 'entra'],
  ['https://login.microsoftonline.com/{tenantid}/v2.0', 'entra'],
  ['https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/', 'entra'],
  ['https://accounts.google.com', 'google'],
  ['https://acme.zitadel.cloud', 'zitadel'],
  ['https://slug.projects.oryapis.com', 'hydra'],
  ['https://auth.pingone.eu/env/as', 'ping'],
  ['https://happy-hippo-1.clerk.accounts.dev', 'clerk'],
  ['https://api.workos.com', 'workos'],
])('knows %s', (issuer, name) => {
  expect(detectProfile(issuer).name).toBe(name)
})

it.each([
  ['a domain that ends like it', 'https://evilauth0.com/'],
  ['a domain that begins like it', 'https://tenant.auth0.com.evil.example/'],
  ['the host as a path', 'https://evil.example/tenant.auth0.com'],
  ['the host as a user name', 'https://tenant.auth0.com@evil.example/'],
  ['the host in the fragment', 'https://evil.example/#.auth0.com'],
  ['a host below a well-known one', 'https://x.accounts.google.com'],
  ['another service of the cloud', 'https://cognito-idp.us-west-2.amazonaws.com.evil.example/pool'],
  ['two labels in the place of a region', 'https://cognito-idp.us.west-2.amazonaws.com/pool'],
  ['another host of the cloud', 'https://evil-cognito-idp.us-west-2.amazonaws.com/pool'],
  ['a bucket', 'https://cognito-idp.evil.s3.us-west-2.amazonaws.com/pool'],
  ['the bare domain', 'https://auth0.com/'],
  ['Keycloak, which has no host of its own', 'https://sso.example.com/realms/shop'],
  ['a name that isn’t a URL', 'acme.com'],
])('expects RFC 9068 of everything else: %s', (_name, issuer) => {
  expect(detectProfile(issuer).name).toBe('rfc9068')
})

it('gives every host to one profile only', () => {
  const hosts = Object.values<TokenProfile>(tokenProfiles).flatMap((profile) => profile.hosts ?? [])
  expect(new Set(hosts).size).toBe(hosts.length)
})

describe('the publisher of metadata', () => {
  it('is known by the host', () => {
    expect(publisherOf({ issuer: 'https://tenant.auth0.com/' })?.name).toBe('auth0')
  })

  it('is known on a customer domain by what only that provider publishes', () => {
    const metadata = { issuer: 'https://login.example.com/', mfa_challenge_endpoint: 'https://login.example.com/mfa' }
    expect(publisherOf(metadata)?.name).toBe('auth0')
  })

  it('is otherwise unknown', () => {
    expect(publisherOf({ issuer: 'https://login.example.com/' })).toBeUndefined()
  })
})
