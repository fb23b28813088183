import type { TestClient } from '../test-client.js'

export const defaultClient: TestClient = { clientId: 'client-1', clientSecret: 'secret-1' }

/** The registered clients. Adding a client replaces the one with the same id. */
export interface ClientRegistry {
  add(client: TestClient): void
  find(clientId: string | null | undefined): TestClient | undefined
  all(): TestClient[]
}

export function createClientRegistry(clients: readonly TestClient[] = [defaultClient]): ClientRegistry {
  const byId = new Map(clients.map((client) => [client.clientId, client]))
  return {
    add: (client) => void byId.set(client.clientId, client),
    find: (clientId) => byId.get(clientId ?? ''),
    all: () => [...byId.values()],
  }
}

/** The methods by which a client may authenticate. */
export function authMethodsOf(client: TestClient): string[] {
  if (client.tokenEndpointAuthMethod !== undefined) return [client.tokenEndpointAuthMethod]
  const methods: string[] = []
  if (client.clientSecret !== undefined || client.clientSecretJwt !== undefined)
    methods.push('client_secret_basic', 'client_secret_post')
  if (client.jwks !== undefined) methods.push('private_key_jwt')
  return methods.length > 0 ? methods : ['none']
}

export function isPublic(client: TestClient): boolean {
  return authMethodsOf(client).includes('none')
}
