import { entraTenants } from '../src/token-profiles/entra.js'
import {
  type GoogleServiceIdentityOptions,
  googleServiceIdentity,
} from '../src/token-profiles/google-service-identity.js'
import { tokenProfiles } from '../src/token-profiles/profiles.js'

describe('googleServiceIdentity', () => {
  it.each([
    'jobs@project.iam.gserviceaccount.com',
    '123-compute@developer.gserviceaccount.com',
    'project@appspot.gserviceaccount.com',
  ])('takes the address of a service account: %s', (email) => {
    expect(googleServiceIdentity({ emails: [email] }).name).toBe('google-service-identity')
  })

  it.each([
    ['nothing', undefined],
    ['no list', { emails: 'jobs@project.iam.gserviceaccount.com' }],
    ['an empty list', { emails: [] }],
    ['a person', { emails: ['jane@example.com'] }],
    ['a domain that ends like it', { emails: ['jobs@evilgserviceaccount.com'] }],
    ['a domain that begins like it', { emails: ['jobs@x.gserviceaccount.com.evil.example'] }],
    ['an address with another in it', { emails: ['jane@evil.example,jobs@project.iam.gserviceaccount.com'] }],
  ])('refuses %s', (_name, options) => {
    expect(() => googleServiceIdentity(options as GoogleServiceIdentityOptions)).toThrow(TypeError)
  })

  it('has no name that an option could use: accepting ID tokens is a decision', () => {
    expect(Object.keys(tokenProfiles)).not.toContain('google-service-identity')
  })
})

describe('entraTenants', () => {
  it.each([
    ['nothing', undefined],
    ['an empty list', { tenants: [] }],
    ['a domain', { tenants: ['contoso.onmicrosoft.com'] }],
    ['upper case, which no token has', { tenants: ['72F988BF-86F1-41AF-91AB-2D7CD011DB47'] }],
  ])('refuses %s', (_name, options) => {
    expect(() => entraTenants(options as { tenants: readonly string[] })).toThrow(/"tenants"/)
  })
})

it('gives every profile the name that options use', () => {
  for (const [name, profile] of Object.entries(tokenProfiles)) expect(profile.name).toBe(name)
})

it('finds the key set of the one client of WorkOS, whatever is in its name', () => {
  expect(tokenProfiles.workos.jwksUriOf?.('client_01HX')).toBe('https://api.workos.com/sso/jwks/client_01HX')
  expect(tokenProfiles.workos.jwksUriOf?.('../../x')).toBe('https://api.workos.com/sso/jwks/..%2F..%2Fx')
})
