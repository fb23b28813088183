import { get as httpGet } from 'node:http'
import { get as httpsGet } from 'node:https'
import { describeCause } from '@tandem-auth/tokens'

const timeout = 10_000

/**
 * Requests a page as a browser does that follows a link; resolves to the head of the response, or to a code such as
 * `ECONNREFUSED`. Not with `fetch`, which always says that it isn't a navigation.
 */
export function navigate(url: string): Promise<{ readonly status: number; readonly location: string } | string> {
  const get = url.startsWith('https:') ? httpsGet : httpGet
  const headers = {
    accept: 'text/html',
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
    'sec-fetch-site': 'none',
  }
  return new Promise((resolve) => {
    const call = get(url, { headers, timeout, agent: false }, (response) => {
      response.destroy()
      resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? '' })
    })
    call.on('timeout', () => call.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })))
    call.on('error', (error) => resolve(describeCause(error)?.message ?? 'ERR_UNKNOWN'))
  })
}
