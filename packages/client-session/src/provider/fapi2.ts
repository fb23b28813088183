import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'

const check: OptionChecks = optionChecks('clientSession')

/** The options that the FAPI 2.0 Security Profile decides. */
interface Fapi2Options {
  readonly security: 'fapi2' | undefined
  readonly clientAuthentication: string | undefined
  readonly pushedAuthorizationRequest: boolean | undefined
  readonly dpop: boolean | undefined
  readonly idTokenAlgorithm: string
}

const algorithms = ['PS256', 'ES256', 'EdDSA', 'Ed25519']

/**
 * The options under `security: 'fapi2'`: pushed requests, an asymmetric client authentication, bound tokens, and the
 * profile's algorithms. The responses must have `iss` as well, which the callback checks.
 * @throws TypeError for an option that is weaker
 * @see FAPI 2.0 Security Profile, 5.3.3 and 5.4
 */
export function withFapi2<Options extends Fapi2Options>(options: Options, place: string): Options {
  if (options.security === undefined) return options
  const refuse = (option: string, rule: string) =>
    check.fail(`${place}${option}`, `must ${rule} with "security: 'fapi2'"`)
  const { clientAuthentication, pushedAuthorizationRequest, dpop, idTokenAlgorithm } = options
  const isTls = clientAuthentication?.endsWith('tls_client_auth') === true
  if (clientAuthentication !== 'private_key_jwt' && !isTls) {
    refuse('clientAuthentication', 'be private_key_jwt or one of mutual TLS')
  }
  if (pushedAuthorizationRequest === false) refuse('pushedAuthorizationRequest', 'not be false')
  if (dpop === false && !isTls) refuse('dpop', 'not be false')
  if (!algorithms.includes(idTokenAlgorithm)) refuse('idTokenAlgorithm', `be one of ${algorithms.join(', ')}`)
  return { ...options, pushedAuthorizationRequest: true, dpop: dpop ?? !isTls }
}
