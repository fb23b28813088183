import { sendLogoutToken } from './backchannel-logout.js'
import { checkClient, checkOptions } from './check-options.js'
import type { Claims } from './claims.js'
import { sendGlobalTokenRevocation } from './global-token-revocation.js'
import type { Listener } from './http/listener.js'
import { defaultCertificateAuthority } from './keys/certificate.js'
import { mintingOf } from './minting.js'
import type { TestIssuerOptions } from './options.js'
import type { Provider } from './provider.js'
import { type RunningProvider, startProvider } from './start-provider.js'
import type { TokenParts } from './state/script.js'
import type { TestIssuer } from './test-issuer.js'

/**
 * Starts an OpenID provider on a loopback port.
 *
 * @example
 * const issuer = await startIssuer()
 * const token = await issuer.accessToken({ scope: 'read:appointments' })
 */
export async function startIssuer(options: TestIssuerOptions = {}): Promise<TestIssuer> {
  checkOptions(options)
  const running = await startProvider(options)
  const { provider } = running
  const { issuer, base: url, metadata, keys, violations } = provider
  return {
    issuer,
    url,
    metadata,
    violations,
    certificateAuthority: defaultCertificateAuthority(),
    mutualTlsUrl: provider.mutualTlsBase,
    get jwks() {
      return keys.published
    },
    rotateKeys: keys.rotate,
    addKey: keys.add,
    setJwks: keys.replace,
    ...mintingOf(provider),
    ...controlsOf(running),
    ...scriptingOf(provider),
  }
}

function controlsOf({ provider, listeners, faults, requests }: RunningProvider) {
  const everyListener = async (act: (listener: Listener) => Promise<void>) => {
    await Promise.all(listeners.map(act))
  }
  return {
    down: () => everyListener(({ down }) => down()),
    up: () => everyListener(({ up }) => up()),
    respondWith: faults.set,
    restore: faults.clear,
    requests,
    count: (target: string) => requests.filter(({ endpoint, path }) => endpoint === target || path === target).length,
    resetRequests: () => void requests.splice(0),
    rotateDpopNonce: provider.dpopNonces.rotate,
    close: () => everyListener(({ down }) => down()),
  }
}

function scriptingOf(provider: Provider) {
  const { script, sessions, clients, grants, options } = provider
  return {
    addClient(client) {
      checkClient(client)
      clients.add(client)
    },
    setUser(user: Claims | undefined) {
      sessions.setUser(user)
      if (!options.interactive) sessions.logIn()
    },
    nextIdToken: (change) => void script.idTokens.push(({ claims, header }: TokenParts) => change(claims, header)),
    nextJarmResponse: (change) =>
      void script.jarmResponses.push(({ claims, header }: TokenParts) => change(claims, header)),
    nextTokenResponse: (change) => void script.tokenResponses.push(change),
    nextAuthorizationResponse: (change) => void script.authorizationResponses.push(change),
    nextAuthorizationError: (error, description) => void script.authorizationErrors.push({ error, description }),
    nextUserInfo: (change) => void script.userInfos.push(change),
    sessions: sessions.all,
    revokedTokens: grants.revokedTokens,
    globalTokenRevocation: (revocation) => sendGlobalTokenRevocation(provider, revocation),
    backchannelLogout: (logout) => sendLogoutToken(provider, logout),
  } satisfies Partial<TestIssuer>
}
