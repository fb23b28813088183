import { hash } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, importJWK, type JWK, jwtVerify } from 'jose'

export interface BoundCall {
  readonly method: string
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly proof: Readonly<Record<string, unknown>>
  readonly token: Readonly<Record<string, unknown>>
}

/** An API that checks proofs by RFC 9449, 4.3, and demands nonces when it is told to. */
export interface BoundApi {
  readonly url: string
  readonly calls: BoundCall[]
  /** What was wrong with calls. */
  readonly violations: string[]
  /** Demands this nonce from now on. */
  nonce: string | undefined
  /** The challenge's scheme, to be written in any case. */
  scheme: string
  close(): Promise<void>
}

export async function startBoundApi(): Promise<BoundApi> {
  const seen = new Set<unknown>()
  const server: Server = createServer((req, res) => {
    check(req).then(
      (demanded) => {
        if (demanded !== undefined) {
          res.setHeader(
            'WWW-Authenticate',
            `${api.scheme} error="use_dpop_nonce", error_description="a nonce is needed"`,
          )
          res.setHeader('DPoP-Nonce', demanded)
          return void res.writeHead(401).end()
        }
        res.end('{}')
      },
      (error: unknown) => {
        api.violations.push(String(error))
        res.writeHead(401).end()
      },
    )
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))

  async function check(req: IncomingMessage): Promise<string | undefined> {
    const [scheme, accessToken = ''] = (req.headers.authorization ?? '').split(' ')
    const sent = String(req.headers.dpop)
    if (scheme !== 'DPoP') throw new Error(`the scheme is ${scheme}`)
    const { jwk, typ } = decodeProtectedHeader(sent)
    if (typ !== 'dpop+jwt' || jwk === undefined || 'd' in jwk) throw new Error('the header of the proof is wrong')
    const { payload: proof } = await jwtVerify(sent, await importJWK(jwk as JWK, 'ES256'), { maxTokenAge: 60 })
    const token = decodeJwt(accessToken)
    const { pathname } = new URL(req.url ?? '/', api.url)
    if (proof.htm !== req.method || proof.htu !== api.url + pathname) throw new Error('the proof is for another call')
    if (proof.ath !== hash('sha256', accessToken, 'base64url')) throw new Error('the proof is for another token')
    if (seen.has(proof.jti)) throw new Error('the proof was used before')
    seen.add(proof.jti)
    const { jkt } = token.cnf as { jkt: string }
    if ((await calculateJwkThumbprint(jwk as JWK)) !== jkt) throw new Error('the token is bound to another key')
    if (api.nonce !== undefined && proof.nonce !== api.nonce) return api.nonce
    api.calls.push({ method: String(req.method), target: String(req.url), headers: req.headers, proof, token })
    return undefined
  }

  const api: BoundApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: [],
    violations: [],
    nonce: undefined,
    scheme: 'DPoP',
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return api
}
