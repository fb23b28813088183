// RFC 9110, 7.6.1, and what belongs to one connection only.
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]

// What says who the caller is. A browser can make up any of these, and a proxy in front of an API would believe them.
const identity = [
  ...['cookie', 'cookie2', 'authorization', 'proxy-authorization', 'dpop', 'host', 'forwarded', 'via', 'x-real-ip'],
  ...['true-client-ip', 'cf-connecting-ip', 'fastly-client-ip', 'client-cert', 'client-cert-chain', 'x-client-ip'],
  ...['x-cluster-client-ip', 'x-original-url', 'x-original-method', 'x-rewrite-url', 'x-http-method-override'],
  ...['x-http-method', 'x-method-override', 'x-remote-user', 'remote-user', 'x-user', 'x-access-token'],
]
const identityPrefixes = [
  'x-forwarded-',
  'x-auth-request-',
  'x-ssl-',
  'ssl-client-',
  'x-client-cert',
  'x-envoy-',
  'x-amzn-oidc-',
]

const dropped = new Set([...hopByHop, ...identity])

/**
 * Whether a header of a browser's request may be sent on to an API. Some servers read `_` as `-`, so both count.
 * @param named what the `Connection` header names, in lower case: those are for this connection only (RFC 9110, 7.6.1)
 */
export function isForwardable(name: string, named: ReadonlySet<string>): boolean {
  const plain = name.toLowerCase().replaceAll('_', '-')
  return (
    !dropped.has(plain) &&
    !named.has(name.toLowerCase()) &&
    !identityPrefixes.some((prefix) => plain.startsWith(prefix))
  )
}

/** The header names that a `Connection` header lists, in lower case. */
export function connectionNames(connection: string | undefined): ReadonlySet<string> {
  return new Set(
    (connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  )
}
