// #region proxy
import { apiGuard } from '@tandem-auth/api-guard'
import { EnvHttpProxyAgent, type RequestInit, fetch as undiciFetch } from 'undici'

// Reads HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
const dispatcher = new EnvHttpProxyAgent()

const guard = apiGuard({
  issuer: 'https://login.example.com',
  audience: 'https://api.example.com',
  fetch: (url, init) =>
    undiciFetch(String(url), { ...(init as RequestInit), dispatcher }) as unknown as Promise<Response>,
})

// #endregion

export { guard }
