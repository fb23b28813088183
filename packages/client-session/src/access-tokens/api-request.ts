import { urlBelow } from '@tandem-auth/tokens'
import type { ApiConfig } from './api-config.js'

/**
 * The URL of a path at an API.
 * @throws TypeError for a path that leads anywhere but below the API's own URL
 */
export function apiUrl({ name, url }: ApiConfig, path: string): URL {
  return urlBelow(url, path, `the "url" of the API "${name}"`)
}

/** Whether the same request can be sent again. */
export function canRepeat({ body }: RequestInit): boolean {
  return body === undefined || body === null || typeof body === 'string' || body instanceof URLSearchParams
}
