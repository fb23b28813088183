import type { GuardOptions } from '../options.js'
import type { ResourceOptions } from '../resource/resource-options.js'
import type { JsonRpcMessage } from './json-rpc.js'

/** Scopes by method, and by the name of the tool or prompt, or the URI of the resource. A list is for the whole method. */
export interface OperationScopes {
  readonly [method: string]: readonly string[] | { readonly [name: string]: readonly string[] }
}

/** What an MCP server adds to the options of a guard. */
export interface McpOptions {
  /** The URL of the MCP endpoint, or all that it publishes. */
  readonly resource: string | ResourceOptions
  /** Scopes that an operation needs besides the guard's own: `{ 'tools/call': { transfer: ['payments:write'] } }`. */
  readonly operations?: OperationScopes | undefined
  /** The same where it isn't static; with `operations` both apply. */
  readonly operationScopes?: ((message: JsonRpcMessage) => readonly string[]) | undefined
  /** Returns the scopes that the granted ones hold, for scopes that include others. It gets all granted scopes. */
  readonly includes?: ((granted: readonly string[]) => readonly string[]) | undefined
}

export type McpGuardOptions = Omit<GuardOptions, 'resource' | 'resourceMetadata'> & McpOptions
