/**
 * Host names of a provider's issuers. `auth.example.com` is that host only. `.example.com` is every host below it: the
 * dot keeps "evilexample.com" out. A `*` stands for one label, such as a region.
 */
export type IssuerHosts = readonly string[]

/** Whether a URL is at one of these hosts. */
export function isAtHost(url: string, hosts: IssuerHosts): boolean {
  if (!URL.canParse(url)) return false
  const { hostname } = new URL(url)
  return hosts.some((host) => (host.startsWith('.') ? hostname.endsWith(host) : fits(hostname, host)))
}

function fits(hostname: string, pattern: string): boolean {
  if (!pattern.includes('*')) return hostname === pattern
  const [labels, wanted] = [hostname.split('.'), pattern.split('.')]
  return labels.length === wanted.length && wanted.every((label, index) => label === '*' || label === labels[index])
}
