/** The options that usually come from the environment. */
export interface EnvironmentOptions {
  readonly issuer: string | undefined
  readonly clientId: string | undefined
  readonly clientSecret: string | undefined
  readonly baseUrl: string | undefined
  readonly secret: string | undefined
}

/** The environment variable of each option. */
export const environmentVariables: Readonly<Record<keyof EnvironmentOptions, string>> = {
  issuer: 'ISSUER_BASE_URL',
  clientId: 'CLIENT_ID',
  clientSecret: 'CLIENT_SECRET',
  baseUrl: 'BASE_URL',
  secret: 'SESSION_SECRET',
}

/**
 * Reads `ISSUER_BASE_URL`, `CLIENT_ID`, `CLIENT_SECRET`, `BASE_URL` and `SESSION_SECRET`, for
 * `clientSession({ ...fromEnvironment() })`. A variable that is blank counts as missing.
 */
export function fromEnvironment(env: Readonly<Record<string, string | undefined>> = process.env): EnvironmentOptions {
  const read = (option: keyof EnvironmentOptions) => env[environmentVariables[option]]?.trim() || undefined
  return {
    issuer: read('issuer'),
    clientId: read('clientId'),
    clientSecret: read('clientSecret'),
    baseUrl: read('baseUrl'),
    secret: read('secret'),
  }
}
