import { type IdTokenCheck, inspectIdToken } from '@tandem-auth/client-session/id-token'
import { clientRules } from './rules.js'
import { type Verdict, verdictOf } from './verdict.js'

/** What the client of these options makes of an ID token, by the code of `clientSession`; the nonce and `at_hash` aside. */
export function clientVerdict(token: string, options: IdTokenCheck): Promise<Verdict> {
  return verdictOf(clientRules, () => inspectIdToken(token, options))
}
