import { type OptionChecks, optionChecks } from '@tandem-auth/tokens'
import { type JsonRpcMessage, subjectOf } from './json-rpc.js'
import type { McpOptions } from './mcp-options.js'

const checks: OptionChecks = optionChecks('mcpGuard')

/** Returns the scopes that a message needs besides the guard's own. */
export type ScopesOfMessage = (message: JsonRpcMessage) => readonly string[]

/**
 * `undefined` without `operations` and `operationScopes`: then no body is read.
 * @throws TypeError naming the option
 */
export function parseOperations({ operations, operationScopes }: McpOptions): ScopesOfMessage | undefined {
  if (operationScopes !== undefined && typeof operationScopes !== 'function') {
    checks.fail('operationScopes', 'must be a function')
  }
  const table = operations === undefined ? undefined : parseTable(operations)
  if (table === undefined && operationScopes === undefined) return undefined
  return (message) => [
    ...(table?.get(message.method)?.(message) ?? []),
    ...(operationScopes === undefined ? [] : dynamicScopes(operationScopes(message))),
  ]
}

function parseTable(operations: unknown): ReadonlyMap<string, ScopesOfMessage> {
  if (!isObject(operations)) checks.fail('operations', 'must be an object of methods')
  return new Map(
    Object.entries(operations).map(([method, value]) => [method, parseMethod(value, `operations.${method}`)]),
  )
}

function parseMethod(value: unknown, option: string): ScopesOfMessage {
  if (Array.isArray(value)) {
    const scopes = checks.scopes(value, option)
    return () => scopes
  }
  if (!isObject(value)) checks.fail(option, 'must be a list of scopes, or an object with one for each name')
  // A Map: a tool that is called "constructor" must not find what objects inherit.
  const byName = new Map(
    Object.entries(value).map(([name, scopes]) => [name, checks.scopes(scopes, `${option}.${name}`)]),
  )
  return (message) => byName.get(subjectOf(message) ?? '') ?? []
}

function dynamicScopes(scopes: unknown): readonly string[] {
  return Array.isArray(scopes) && scopes.length === 0 ? [] : checks.scopes(scopes, 'operationScopes')
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
