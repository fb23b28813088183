import { type ApiGuardOptions, apiGuard } from '@tandem-auth/api-guard'
import { guardRules } from './rules.js'
import { type Verdict, verdictOf } from './verdict.js'

/**
 * What the guard of these options makes of a token, by the guard's own code. Whoever holds a bound token is not asked for a
 * proof: that belongs to a request.
 * @throws TypeError for options that the guard refuses
 */
export async function guardVerdict(token: string, options: ApiGuardOptions): Promise<Verdict> {
  const guard = apiGuard(options)
  try {
    return await verdictOf(guardRules, () => guard.verify(token))
  } finally {
    guard.close()
  }
}
