import { describeCause } from '@tandem-auth/tokens'

/** What a server said, or why it said nothing. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The body, if it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined
  /** Epoch seconds: when the reply was there. */
  readonly at: number
}

const timeout = 10_000
const longest = 256 * 1024

/** Sends one request, follows no redirect. Resolves to a code such as `ECONNREFUSED` if nothing came back. */
export async function ask(url: string | URL, init: RequestInit = {}): Promise<Reply | string> {
  try {
    const response = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(timeout), ...init })
    const at = Date.now() / 1000
    const text = (await response.text()).slice(0, longest)
    return { status: response.status, headers: response.headers, text, json: objectOf(text), at }
  } catch (error) {
    return describeCause(error)?.message ?? 'ERR_UNKNOWN'
  }
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** A list of strings among metadata; `undefined` where it isn't there. */
export function listOf(metadata: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const value = metadata[name]
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

/** A string among metadata. */
export function textOf(metadata: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = metadata[name]
  return typeof value === 'string' ? value : undefined
}
