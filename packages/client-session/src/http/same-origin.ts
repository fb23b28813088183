import type { IncomingMessage } from 'node:http'
import { isPrefetch } from './web-request.js'

/**
 * Whether one of this site's own pages sent a request, or the user typed its URL. A sibling subdomain is another site. A
 * prefetch or prerender is never ours: another site's speculation rules send it with our cookie and as if nobody had.
 * `reloads`: whether a navigation without its Strict cookie gets the page that reloads itself.
 */
export function isSameOrigin({ headers, method }: IncomingMessage, own: string, reloads = false): boolean {
  if (isPrefetchOrPrerender(headers)) return false
  // A page that was reloaded for its Strict cookie looks like a navigation of our own, whichever site began it.
  if (reloads && method === 'GET' && headers['sec-fetch-mode'] === 'navigate') return false
  const { 'sec-fetch-site': site, origin } = headers
  // Under `Referrer-Policy: no-referrer` a form of our own has the origin "null".
  if (origin !== undefined && origin !== own && !(origin === 'null' && site === 'same-origin')) return false
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  // A browser without Sec-Fetch-Site: no other site can set this header without asking first (CORS).
  return origin === own || headers['x-requested-with'] !== undefined
}

function isPrefetchOrPrerender(headers: IncomingMessage['headers']): boolean {
  return headers['sec-purpose'] !== undefined || isPrefetch({ headers } as IncomingMessage)
}
