import {
  algorithmNames,
  assertProviderUrl,
  isAlgorithm,
  type OptionChecks,
  type OptionParsers,
  optionChecks,
} from '@tandem-auth/tokens'
import type { ConfirmationMethod } from '../token/confirmation.js'
import type { BindingConfig } from './check-binding.js'
import { connectionThumbprint, handedOnThumbprint } from './client-certificate.js'
import { createDpopNonces, type DpopNonces } from './dpop-nonces.js'
import { dpopVerifier } from './dpop-verifier.js'
import { memoryReplay } from './memory-replay.js'
import type { DpopNonceOptions, DpopOptions, MutualTlsOptions } from './proof-options.js'
import type { ReplayStore } from './replay-store.js'
import { targetUriCheck } from './target-uri.js'

const owner = 'apiGuard'
const checks: OptionChecks = optionChecks(owner)

export interface BindingOptions {
  /** Accepts tokens that are bound to a key of the client, with a proof for each request (RFC 9449). */
  readonly dpop?: DpopOptions | undefined
  /** Accepts tokens that are bound to a client certificate (RFC 8705). `true`: that of the TLS connection. */
  readonly mutualTls?: true | MutualTlsOptions | undefined
}

/** What the rest of the guard's configuration says. */
export interface BindingDeps {
  /** Seconds. */
  readonly clockTolerance: number
  readonly insecureHosts: readonly string[] | undefined
  /** The algorithms that proofs may have at all. */
  readonly algorithms: ReadonlySet<string>
  readonly boundOnly: boolean
}

/** The parsed options, and what challenges say about them. */
export interface ParsedBinding extends BindingConfig {
  readonly baseUrls: readonly string[]
  readonly algorithms: readonly string[]
}

/** @throws TypeError naming the option */
export function parseBinding({ dpop, mutualTls }: BindingOptions, deps: BindingDeps): ParsedBinding | undefined {
  if (dpop === undefined && mutualTls === undefined) {
    if (deps.boundOnly) checks.fail('security', 'is \'fapi2\', which needs "dpop" or "mutualTls"')
    return undefined
  }
  const parsed = dpop === undefined ? undefined : parseDpop(dpop, deps)
  return {
    dpop: parsed && { verify: parsed.verify, required: parsed.required },
    mutualTls: mutualTls === undefined ? undefined : parseMutualTls(mutualTls, deps),
    boundOnly: deps.boundOnly,
    baseUrls: parsed?.baseUrls ?? [],
    algorithms: parsed?.algorithms ?? [],
  }
}

/** The members of `cnf` that the guard checks. */
export function confirmationMethodsOf(binding: ParsedBinding | undefined): ReadonlySet<ConfirmationMethod> {
  const methods = new Set<ConfirmationMethod>()
  if (binding?.dpop !== undefined) methods.add('jkt')
  if (binding?.mutualTls !== undefined) methods.add('x5t#S256')
  return methods
}

/** What challenges say about DPoP. */
export function dpopChallenge(binding: ParsedBinding | undefined) {
  const { dpop, algorithms = [] } = binding ?? {}
  return dpop && { algorithms, required: dpop.required }
}

const dpopParsers = {
  baseUrl: checks.strings,
  required: parseRequired,
  replay: parseReplay,
  nonce: checks.unparsed<DpopNonceOptions | undefined>(),
  maxAge: checks.seconds(60, { least: 1, most: 600 }),
  algorithms: checks.optional(checks.strings),
} satisfies OptionParsers<DpopOptions>

function parseDpop(options: DpopOptions, deps: BindingDeps) {
  const { required, replay, nonce, maxAge, ...parsed } = checks.parse(options, dpopParsers, 'dpop')
  assertNotWeaker('dpop', required, deps)
  const baseUrls = parsed.baseUrl.map((url) => parseBaseUrl(url, deps))
  const algorithms = parseAlgorithms(parsed.algorithms, deps)
  const verify = dpopVerifier({
    isTarget: targetUriCheck(baseUrls),
    baseUrls,
    replay,
    nonces: nonce === undefined ? undefined : parseNonces(nonce, deps),
    maxAge,
    clockTolerance: deps.clockTolerance,
    algorithms: new Set(algorithms),
  })
  return { verify, required: required === true, baseUrls, algorithms }
}

function parseBaseUrl(value: string, { insecureHosts }: BindingDeps): string {
  const { search, hash, href } = new URL(assertProviderUrl(owner, 'dpop.baseUrl', value, insecureHosts))
  if (search !== '' || hash !== '')
    checks.fail('dpop.baseUrl', 'must be an origin, perhaps with a path, and nothing more')
  return href
}

function parseAlgorithms(names: readonly string[] = algorithmNames, { algorithms, boundOnly }: BindingDeps): string[] {
  const other = names.find((name) => !isAlgorithm(name))
  if (other !== undefined)
    checks.fail('dpop.algorithms', `can't hold "${other}"; it takes ${algorithmNames.join(', ')}`)
  const accepted = names.filter((name) => algorithms.has(name))
  if (names !== algorithmNames && accepted.length < names.length && boundOnly) {
    checks.fail('dpop.algorithms', `is weaker than "security": only ${[...algorithms].join(', ')}`)
  }
  return accepted
}

function parseReplay(replay: unknown, option: string) {
  if (replay === undefined) return memoryReplay()
  if (typeof replay === 'object' && replay !== null && 'remember' in replay && typeof replay.remember === 'function') {
    return replay as ReplayStore
  }
  return checks.fail(option, 'must be a replay store, such as redisReplay(client)')
}

const nonceParsers = {
  secret: checks.strings,
  lifetime: checks.seconds(300, { least: 10, most: 3600 }),
} satisfies OptionParsers<DpopNonceOptions>

function parseNonces(options: DpopNonceOptions, { clockTolerance }: BindingDeps): DpopNonces {
  const { secret: secrets, lifetime } = checks.parse(options, nonceParsers, 'dpop.nonce')
  if (secrets.some((secret) => Buffer.byteLength(secret) < 32)) {
    checks.fail('dpop.nonce.secret', 'must have at least 32 bytes')
  }
  return createDpopNonces({ secrets, lifetime, clockTolerance })
}

const mutualTlsParsers = {
  certificate: checks.optional(checks.function<NonNullable<MutualTlsOptions['certificate']>>()),
  required: parseRequired,
} satisfies OptionParsers<MutualTlsOptions>

function parseMutualTls(options: true | MutualTlsOptions, deps: BindingDeps): BindingConfig['mutualTls'] {
  const { certificate, required } = checks.parse(options === true ? {} : options, mutualTlsParsers, 'mutualTls')
  assertNotWeaker('mutualTls', required, deps)
  const thumbprintOf = certificate === undefined ? connectionThumbprint : handedOnThumbprint(certificate)
  return { thumbprintOf, required: required === true }
}

function parseRequired(value: unknown, option: string): boolean | undefined {
  return value === undefined ? undefined : checks.boolean(false)(value, option)
}

function assertNotWeaker(option: string, required: boolean | undefined, { boundOnly }: BindingDeps): void {
  if (required === false && boundOnly)
    checks.fail(`${option}.required`, 'is weaker than "security", which accepts only bound tokens')
}
