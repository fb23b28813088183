import type { IncomingMessage } from 'node:http'
import { type OptionChecks, type OptionParsers, optionChecks } from '@tandem-auth/tokens'
import type { OnLogin } from '../login-state/on-login.js'
import { parseLoginParameters } from '../provider/login-parameters.js'
import type { SessionOptions } from '../session/session-options.js'
import type { Coordination } from '../storage/coordination.js'
import { parseLimits, parseLogout, parseProfile, parseRoutes } from './option-groups.js'
import type { ClientSessionOptions } from './options.js'

const check: OptionChecks = optionChecks('clientSession')

/** A parser for each option. Those that depend on another option stay `unparsed` here, and are parsed in config.ts. */
export const optionParsers = {
  issuer: check.unparsed<ClientSessionOptions['issuer']>(),
  clientId: check.unparsed<ClientSessionOptions['clientId']>(),
  clientSecret: check.unparsed<ClientSessionOptions['clientSecret']>(),
  clientAuthentication: check.unparsed<ClientSessionOptions['clientAuthentication']>(),
  decryptionKeys: check.unparsed<ClientSessionOptions['decryptionKeys']>(),
  clientCertificate: check.unparsed<ClientSessionOptions['clientCertificate']>(),
  privateKey: check.unparsed<ClientSessionOptions['privateKey']>(),
  metadata: check.unparsed<ClientSessionOptions['metadata']>(),
  metadataUrl: check.unparsed<ClientSessionOptions['metadataUrl']>(),
  jwksUri: check.unparsed<ClientSessionOptions['jwksUri']>(),
  scope: check.unparsed<ClientSessionOptions['scope']>(),
  authorizationParams: check.unparsed<ClientSessionOptions['authorizationParams']>(),
  authorizationDetails: check.unparsed<ClientSessionOptions['authorizationDetails']>(),
  pushedAuthorizationRequest: check.unparsed<ClientSessionOptions['pushedAuthorizationRequest']>(),
  security: check.unparsed<ClientSessionOptions['security']>(),
  dpop: check.unparsed<ClientSessionOptions['dpop']>(),
  signedRequestObject: check.unparsed<ClientSessionOptions['signedRequestObject']>(),
  idTokenAlgorithm: check.unparsed<ClientSessionOptions['idTokenAlgorithm']>(),
  selectIssuer: check.optional(check.function<(req: IncomingMessage) => string>()),
  baseUrl: check.unparsed<ClientSessionOptions['baseUrl']>(),
  secret: parseSecrets,
  session: check.unparsed<SessionOptions | undefined>(),
  coordination: check.unparsed<Coordination | 'single-process' | undefined>(),
  storeTimeout: check.seconds(2, { least: 0.001, most: 300 }),
  limits: parseLimits,
  profile: parseProfile,
  onLogin: check.optional(check.function<OnLogin<unknown>>()),
  allowedReturnOrigins: check.unparsed<ClientSessionOptions['allowedReturnOrigins']>(),
  loginParameters: parseLoginParameters,
  apis: check.unparsed<ClientSessionOptions<string>['apis']>(),
  routes: parseRoutes,
  responseMode: (value: unknown = 'query', option: string) =>
    check.oneOf('query', 'form_post', 'query.jwt', 'form_post.jwt')(value, option),
  clockTolerance: check.seconds(30, { least: 0, most: 300 }),
  loginRequired: check.boolean(false),
  logout: parseLogout,
  fetch: check.unparsed<ClientSessionOptions['fetch']>(),
  timeout: check.unparsed<ClientSessionOptions['timeout']>(),
  insecureHosts: check.unparsed<ClientSessionOptions['insecureHosts']>(),
} satisfies OptionParsers<ClientSessionOptions<string, unknown>>

function parseSecrets(value: unknown, option: string): readonly [string, ...string[]] {
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value]
  const strong = secrets.filter((item): item is string => typeof item === 'string' && Buffer.byteLength(item) >= 32)
  const [first, ...others] = strong
  // Never quote the value: the message goes to a log.
  if (first === undefined || strong.length !== secrets.length) check.fail(option, 'must have at least 32 bytes each')
  return [first, ...others]
}
