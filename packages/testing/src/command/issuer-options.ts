import type { TestIssuerOptions } from '../options.js'
import { providerPresets } from '../provider-presets.js'
import { type Arguments, UsageError } from './parse-arguments.js'

/** @throws UsageError for an unknown preset */
export function issuerOptionsOf(args: Arguments): TestIssuerOptions {
  const preset = presetOf(args.preset)
  const { clientId, clientSecret, redirectUris, user, port, interactive, lifetime } = args
  return {
    ...preset,
    port,
    interactive,
    user,
    ...(args.path !== undefined && { path: args.path }),
    ...(args.algorithm !== undefined && { algorithm: args.algorithm }),
    clients: [{ clientId, clientSecret, ...(redirectUris !== undefined && { redirectUris: [...redirectUris] }) }],
    accessToken: { ...preset.accessToken, lifetime },
  }
}

function presetOf(name: string | undefined): TestIssuerOptions {
  if (name === undefined) return {}
  const presets: Record<string, TestIssuerOptions> = providerPresets
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined
  if (preset === undefined) throw new UsageError(`--preset must be one of ${Object.keys(presets).join(', ')}`)
  return preset
}
