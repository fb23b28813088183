import { createHash, randomBytes } from 'node:crypto'
import type { TestIssuer } from '../src/index.js'

/** A client that uses only fetch, so that tests see the provider from outside. */
export const redirectUri = 'http://127.0.0.1:9/callback'
export const basicAuthorization = `Basic ${Buffer.from('client-1:secret-1').toString('base64')}`

export interface AuthorizationStart {
  readonly verifier: string
  readonly params: Record<string, string>
}

export function startAuthorization(more: Record<string, string> = {}): AuthorizationStart {
  const verifier = randomBytes(32).toString('base64url')
  const params = {
    response_type: 'code',
    client_id: 'client-1',
    redirect_uri: redirectUri,
    scope: 'openid profile',
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  }
  return { verifier, params }
}

export function authorize(issuer: TestIssuer, params: Record<string, string>): Promise<Response> {
  return fetch(`${issuer.url}/authorize?${new URLSearchParams(params)}`, { redirect: 'manual' })
}

/** The parameters of the redirect back to the client. */
export function redirectParamsOf(response: Response): Record<string, string> {
  return Object.fromEntries(new URL(response.headers.get('location') ?? '').searchParams)
}

export async function post(issuer: TestIssuer, path: string, form: Record<string, string>, headers = {}) {
  const response = await fetch(`${issuer.url}${path}`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { authorization: basicAuthorization, ...headers },
    redirect: 'manual',
  })
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json')
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : undefined }
}

export function redeem(
  issuer: TestIssuer,
  code: string | undefined,
  verifier: string,
  more: Record<string, string> = {},
  headers: Record<string, string> = {},
) {
  const form = {
    grant_type: 'authorization_code',
    code: code ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  }
  return post(issuer, '/token', { ...form, ...more }, headers)
}

/** Logs in and returns the body of the token response. */
export async function logIn(issuer: TestIssuer, more: Record<string, string> = {}) {
  const { verifier, params } = startAuthorization(more)
  const { code } = redirectParamsOf(await authorize(issuer, params))
  return (await redeem(issuer, code, verifier)).body
}

export function refresh(issuer: TestIssuer, refreshToken: string, more: Record<string, string> = {}) {
  return post(issuer, '/token', { grant_type: 'refresh_token', refresh_token: refreshToken, ...more })
}
