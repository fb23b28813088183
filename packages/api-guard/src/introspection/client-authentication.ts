import { randomUUID } from 'node:crypto'
import type { PrivateKey } from '@tandem-auth/tokens'
import { importPKCS8, SignJWT } from 'jose'

/** Adds the client's proof to a form, and returns the headers that belong to it. */
export type ClientAuthentication = (form: URLSearchParams, token: string) => Promise<Readonly<Record<string, string>>>

/** @see RFC 6749, 2.3.1: id and secret are each form-urlencoded before they are joined by a colon */
export function clientSecretBasic(clientId: string, clientSecret: string): ClientAuthentication {
  const credentials = Buffer.from(`${formValue(clientId)}:${formValue(clientSecret)}`).toString('base64')
  const headers = Promise.resolve({ authorization: `Basic ${credentials}` })
  return () => headers
}

/** @see RFC 6749, 2.3.1 */
export function clientSecretPost(clientId: string, clientSecret: string): ClientAuthentication {
  return async (form) => {
    form.set('client_id', clientId)
    form.set('client_secret', clientSecret)
    return {}
  }
}

/** A client that proves nothing, for an endpoint that protects itself in another way; it may have no id either. */
export function publicClient(clientId: string | undefined): ClientAuthentication {
  return async (form) => {
    if (clientId !== undefined) form.set('client_id', clientId)
    return {}
  }
}

export interface PrivateKeyJwt {
  readonly clientId: string
  readonly privateKey: PrivateKey
  /** The issuer, not the endpoint: a server that impersonates an endpoint could otherwise use the assertion there. */
  readonly audience: string
}

/** @see RFC 7523, 2.2 and 3; RFC 10070: the type, and only the issuer as audience */
export function privateKeyJwt({ clientId, privateKey, audience }: PrivateKeyJwt): ClientAuthentication {
  const { algorithm, kid, pkcs8 } = privateKey
  let key: ReturnType<typeof importPKCS8> | undefined
  return async (form) => {
    key ??= importPKCS8(pkcs8, algorithm)
    const assertion = await new SignJWT()
      .setProtectedHeader({ typ: 'client-authentication+jwt', alg: algorithm, ...(kid !== undefined && { kid }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(audience)
      .setJti(randomUUID())
      .setIssuedAt()
      .setExpirationTime('60 seconds')
      .sign(await key)
    form.set('client_id', clientId)
    form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
    form.set('client_assertion', assertion)
    return {}
  }
}

/** For a tokeninfo endpoint: without a client, and with the token in the header, as Google's own library sends it. */
export const tokenItself: ClientAuthentication = async (_form, token) => ({ authorization: `Bearer ${token}` })

function formValue(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice('='.length)
}
