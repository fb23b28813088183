import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'
import { protocolParameters } from './protocol-parameters.js'

const check: OptionChecks = optionChecks('clientSession')

/** By parameter: the values that may be handed on, or a check of them. */
export type LoginParameters = Readonly<Record<string, readonly string[] | ((value: string) => boolean)>>

// What the options and the app decide about a login, besides what binds a response to its request.
const decidedHere = new Set([
  ...['prompt', 'max_age', 'acr_values', 'login_hint', 'claims', 'resource', 'audience'],
  ...['iss', 'returnTo', 'target_link_uri', 'step'],
])

export function parseLoginParameters(value: unknown = {}, option: string): LoginParameters {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) check.fail(option, 'must be an object')
  for (const [name, rule] of Object.entries(value)) {
    if (protocolParameters.has(name) || decidedHere.has(name)) check.fail(option, `must not name ${name}`)
    const isList = Array.isArray(rule) && rule.length > 0 && rule.every((item) => typeof item === 'string')
    if (!isList && typeof rule !== 'function') {
      check.fail(`${option}.${name}`, 'must be an array of values, or a function that checks one')
    }
  }
  return value as LoginParameters
}
