import { clientVerdict } from '../token/client-verdict.js'
import { describeToken, type TokenDescription } from '../token/describe-token.js'
import { guardVerdict } from '../token/guard-verdict.js'
import type { Verdict } from '../token/verdict.js'
import type { Target } from './target.js'

export interface Explanation {
  readonly token: TokenDescription
  /** Whose verdict it is. */
  readonly by?: 'guard' | 'client'
  readonly verdict?: Verdict
}

/** What a token is, and what the guard or the client of `target` makes of it. */
export async function explain(token: string, target: Target | undefined): Promise<Explanation> {
  const description = describeToken(token)
  if (target === undefined) return { token: description }
  const verdict =
    target.kind === 'guard' ? await guardVerdict(token, target.options) : await clientVerdict(token, target.options)
  return { token: description, by: target.kind, verdict }
}
