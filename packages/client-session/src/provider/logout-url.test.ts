import { logoutUrl, requiresIdTokenAtLogout } from './logout-url.js'

const facts = {
  clientId: 'client-1',
  sub: 'jane',
  sid: 'sid-1',
  idToken: undefined,
  returnTo: 'https://app.example.com',
}

function addressAt(issuer: string, metadata: object, more: object = {}, parameters = {}) {
  const url = logoutUrl({ issuer, ...metadata }, { ...facts, ...more }, parameters)
  return url && [url.origin + url.pathname, Object.fromEntries(url.searchParams)]
}

describe('where a provider logs out', () => {
  const standard = { end_session_endpoint: 'https://issuer.example.com/logout?tenant=1' }

  it('is its end_session_endpoint, whose own query stays', () => {
    expect(addressAt('https://issuer.example.com', standard)).toEqual([
      'https://issuer.example.com/logout',
      { tenant: '1', client_id: 'client-1', post_logout_redirect_uri: facts.returnTo, logout_hint: 'sid-1' },
    ])
  })

  it('gets the parameters of the app, which never replace ours', () => {
    const parameters = { ui_locales: 'de', client_id: 'other', federated: '' }
    const sent = (issuer: string, metadata: object) => addressAt(issuer, metadata, {}, parameters)?.[1]
    expect(sent('https://issuer.example.com', standard)).toMatchObject({ ui_locales: 'de', client_id: 'client-1' })
    expect(sent('https://tenant.eu.auth0.com/', {})).toMatchObject({ federated: '', client_id: 'client-1' })
  })

  it('is told whose session it is: by the ID token where there is one, by sid, by sub', () => {
    const of = (more: object) => addressAt('https://issuer.example.com', standard, more)?.[1]
    expect(of({ idToken: 'a.b.c' })).toMatchObject({ id_token_hint: 'a.b.c' })
    expect(of({ idToken: 'a.b.c' })).not.toHaveProperty('logout_hint')
    expect(of({ sid: undefined })).toMatchObject({ logout_hint: 'jane' })
  })

  it.each(['cognito-idp', 'issuer-cognito-idp', 'cognito-idp-fips'])(
    'is at Cognito (%s) its own address, whatever the metadata says',
    (service) => {
      const metadata = {
        authorization_endpoint: 'https://tenant.auth.eu-west-1.amazoncognito.com/oauth2/authorize',
        end_session_endpoint: 'https://tenant.auth.eu-west-1.amazoncognito.com/logout',
      }
      expect(addressAt(`https://${service}.eu-west-1.amazonaws.com/eu-west-1_abc`, metadata)).toEqual([
        'https://tenant.auth.eu-west-1.amazoncognito.com/logout',
        { client_id: 'client-1', logout_uri: facts.returnTo },
      ])
    },
  )

  it('is at Auth0 /v2/logout for tenants that publish no end_session_endpoint', () => {
    const expected = { client_id: 'client-1', returnTo: facts.returnTo }
    expect(addressAt('https://tenant.eu.auth0.com/', {})).toEqual(['https://tenant.eu.auth0.com/v2/logout', expected])
    expect(
      addressAt('https://login.example.com/', { mfa_challenge_endpoint: 'https://login.example.com/mfa' }),
    ).toEqual(['https://login.example.com/v2/logout', expected])
  })

  it('is at WorkOS by the session', () => {
    expect(addressAt('https://api.workos.com/', {})).toEqual([
      'https://api.workos.com/user_management/sessions/logout',
      { session_id: 'sid-1', return_to: facts.returnTo },
    ])
    expect(addressAt('https://api.workos.com/', {}, { sid: undefined })).toBeUndefined()
  })

  it('is nowhere at Google, and for a host that only looks like Auth0', () => {
    expect(addressAt('https://accounts.google.com', {})).toBeUndefined()
    expect(addressAt('https://auth0.com.evil.example', {})).toBeUndefined()
    expect(addressAt('https://notauth0.com', {})).toBeUndefined()
  })
})

it.each(['okta.com', 'oktapreview.com', 'okta-emea.com', 'okta-gov.com', 'okta.mil'])(
  'keeps the ID token for the logout at Okta: %s',
  (domain) => {
    expect(requiresIdTokenAtLogout(`https://dev-1.${domain}/oauth2/default`)).toBe(true)
    expect(requiresIdTokenAtLogout(`https://${domain}.evil.example`)).toBe(false)
    expect(requiresIdTokenAtLogout(`https://evil${domain}`)).toBe(false)
  },
)

it.each(['https://tenant.auth0.com/', 'https://issuer.example.com', 'https://accounts.google.com'])(
  'keeps no ID token for the logout at %s',
  (issuer) => {
    expect(requiresIdTokenAtLogout(issuer)).toBe(false)
  },
)
