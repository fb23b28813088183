// #region several
import { apiGuard } from '@tandem-auth/api-guard'

const guard = apiGuard({
  audience: 'https://api.example.com',
  issuer: [
    'https://tenant.eu.auth0.com/',
    { issuer: 'https://keycloak.example.com/realms/partners', tokenProfile: 'keycloak', audience: 'partner-api' },
    {
      issuer: 'https://login.example.com',
      algorithms: ['ES256'],
      introspection: { clientId: 'appointments-api', clientSecret: process.env.INTROSPECTION_SECRET },
    },
  ],
})
// #endregion

// #region tenants
const issuersByTenant = new Map([
  ['red', 'https://login.example.com/red'],
  ['blue', 'https://login.example.com/blue'],
])

const tenantGuard = apiGuard({
  audience: 'https://api.example.com',
  issuer: [...issuersByTenant.values()],
  selectIssuer(req) {
    const issuer = issuersByTenant.get(req.url?.split('/')[1] ?? '')
    if (issuer === undefined) throw Object.assign(new Error('no such tenant'), { status: 404 })
    return issuer
  },
})
// #endregion

// #region verify
async function handle(message: { tenant: string; token: string }): Promise<string | undefined> {
  const issuer = issuersByTenant.get(message.tenant)
  const { subject } = await tenantGuard.verify(message.token, { issuer })
  return subject
}

// #endregion

export { guard, handle, tenantGuard }
