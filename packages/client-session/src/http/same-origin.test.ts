import type { IncomingMessage } from 'node:http'
import { isSameOrigin } from './same-origin.js'

const own = 'https://app.test'
const isOurs = (headers: IncomingMessage['headers']) => isSameOrigin({ headers } as IncomingMessage, own)

it.each<[string, IncomingMessage['headers']]>([
  ['a script of a page', { 'sec-fetch-site': 'same-origin', origin: own }],
  ['a GET of a page, which has no Origin', { 'sec-fetch-site': 'same-origin' }],
  ['a URL that the user typed', { 'sec-fetch-site': 'none' }],
  ['a form under Referrer-Policy: no-referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }],
  ['an older browser, by Origin', { origin: own }],
  ['an older browser, by a header that a form cannot send', { 'x-requested-with': 'fetch' }],
])('takes %s', (_name, headers) => {
  expect(isOurs(headers)).toBe(true)
})

it.each<[string, IncomingMessage['headers']]>([
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.test' }],
  ['a sibling subdomain', { 'sec-fetch-site': 'same-site', origin: 'https://sub.app.test' }],
  ['an image of another site, which has no Origin', { 'sec-fetch-site': 'cross-site' }],
  ['another site in an older browser', { origin: 'https://evil.test' }],
  ['another port', { origin: 'https://app.test:8443' }],
  ['http instead of https', { origin: 'http://app.test' }],
  ['a sandboxed frame', { origin: 'null' }],
  ['another site, whatever header it adds', { origin: 'https://evil.test', 'x-requested-with': 'fetch' }],
  ['a header against what the browser says', { 'sec-fetch-site': 'cross-site', 'x-requested-with': 'fetch' }],
  ['nobody, in an older browser', {}],
  ["a sibling's speculation rules (prefetch)", { 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch' }],
  ["a sibling's speculation rules (prerender)", { 'sec-fetch-site': 'none', 'sec-purpose': 'prefetch;prerender' }],
  ['a Sec-Purpose that does not exist yet', { 'sec-fetch-site': 'none', 'sec-purpose': 'preview' }],
  ['a preview of an older browser', { 'sec-fetch-site': 'none', purpose: 'prefetch' }],
])('refuses %s', (_name, headers) => {
  expect(isOurs(headers)).toBe(false)
})
