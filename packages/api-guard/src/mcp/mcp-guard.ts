import type { IncomingMessage, ServerResponse } from 'node:http'
import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'
import { type ApiGuard, createGuard, type Next } from '../api-guard.js'
import { lackingScope } from '../guards.js'
import type { ApiGuardOptions, GuardOptions } from '../options.js'
import { type Guard, routeGuard } from '../route-guard.js'
import { refused } from '../verify-token.js'
import { attachAuthInfo, toAuthInfo } from './auth-info.js'
import { guardFacts } from './guard-facts.js'
import type { McpGuardOptions, McpOptions } from './mcp-options.js'
import { parseOperations, type ScopesOfMessage } from './operation-scopes.js'
import { readMessages } from './read-message.js'

const checks: OptionChecks = optionChecks('mcpGuard')

/** A guard for an MCP server, with all that a guard has. */
export type McpGuard<Optional extends boolean = false> = ApiGuard<Optional>

/**
 * Guards an MCP server: serves the protected resource metadata, accepts only access tokens for this resource, checks the
 * scopes of each operation, and leaves the SDK's `AuthInfo` in `req.auth`. Takes every option of `apiGuard`.
 * @throws TypeError naming the option, when the configuration is wrong
 * @see Model Context Protocol, Authorization; RFC 9728
 */
export function mcpGuard<Optional extends boolean = false>(
  options: McpGuardOptions & { readonly optional?: Optional | undefined },
): McpGuard<Optional> {
  const { resource, operations, operationScopes, includes, ...rest } = options
  if (includes !== undefined && typeof includes !== 'function') checks.fail('includes', 'must be a function')
  const described = typeof resource === 'string' ? { url: resource } : resource
  if (typeof described !== 'object' || described === null)
    checks.fail('resource', "is required: the MCP endpoint's URL")
  const scopesOf = parseOperations({ resource, operations, operationScopes })
  const guardOptions: GuardOptions = { ...rest, resource: described }
  const effective = (granted: readonly string[]) => withIncluded(granted, includes)
  const guard: ApiGuard<Optional> = createGuard(guardOptions as ApiGuardOptions, effective)

  function mcp(req: IncomingMessage, res: ServerResponse, next: Next): void {
    exposeChallenge(res)
    guard(req, res, (error) => {
      if (error !== undefined) return next(error)
      const failure = attachInfo(req)
      if (failure !== undefined) return next(failure)
      if (scopesOf === undefined || req.method !== 'POST') return next()
      // `refused`: the string 'route', thrown by the app's own function, would make Express go on without the check.
      operationGuard(req, scopesOf).then(
        (check) => check(req, res, next),
        (failed: unknown) => next(refused(failed)),
      )
    })
  }

  /** Returns what the app's own `includes` has thrown: in a promise nobody would catch it. */
  function attachInfo(req: IncomingMessage): Error | undefined {
    try {
      const auth = guard.of(req)
      attachAuthInfo(req, auth && toAuthInfo(auth, effective(auth.scopes), described.url))
      return undefined
    } catch (error) {
      return refused(error)
    }
  }

  /** Returns a route guard for all scopes that the messages need together. */
  async function operationGuard(req: IncomingMessage, scopesFor: ScopesOfMessage): Promise<Guard> {
    const messages = await readMessages(req)
    const needed = [...new Set(messages.flatMap(scopesFor))]
    if (needed.length === 0) return (_req, _res, next) => next()
    return routeGuard({ scopes: needed }, ({ auth }) => {
      const granted = effective(auth.scopes)
      return needed.every((scope) => granted.includes(scope)) ? undefined : lackingScope(auth, needed)
    })
  }

  const { of, verify, metadata, onBehalfOf, close } = guard
  const made = Object.assign(mcp, { of, verify, metadata, onBehalfOf, close })
  guardFacts.set(made, { resource: described.url, effective })
  return made
}

function withIncluded(granted: readonly string[], includes: McpOptions['includes']): readonly string[] {
  if (includes === undefined) return granted
  try {
    return [...new Set([...granted, ...includes(granted)])]
  } catch (error) {
    // Express takes the string 'route' for an order to go on.
    throw error instanceof Error ? error : new TypeError('mcpGuard: "includes" threw something other than an Error')
  }
}

// Without it a page of another origin can't read which token it needs.
function exposeChallenge(res: ServerResponse): void {
  const before = res.getHeader('Access-Control-Expose-Headers')
  const names = before === undefined ? [] : String(before).split(/ *, */)
  if (names.some((name) => name === '*' || name.toLowerCase() === 'www-authenticate')) return
  res.setHeader('Access-Control-Expose-Headers', [...names, 'WWW-Authenticate'].join(', '))
}
