// #region docker
import { apiGuard } from '@tandem-auth/api-guard'
import { clientSession } from '@tandem-auth/client-session'

// For browsers and in tokens it is localhost; for containers it is keycloak.
const issuer = 'http://localhost:8080/realms/shop'
const inside = {
  metadataUrl: 'http://keycloak:8080/realms/shop/.well-known/openid-configuration',
  insecureHosts: ['keycloak'],
}

const guard = apiGuard({ issuer, audience: 'https://api.example.com', tokenProfile: 'keycloak', ...inside })

const web = clientSession({
  issuer,
  clientId: 'shop',
  clientSecret: process.env.CLIENT_SECRET,
  secret: process.env.SESSION_SECRET,
  baseUrl: 'http://localhost:3000',
  ...inside,
})

// #endregion

export { guard, web }
