/** A message of JSON-RPC 2.0 with a method; `params` is whatever the client sent. */
export interface JsonRpcMessage {
  readonly jsonrpc: '2.0'
  readonly method: string
  readonly id?: unknown
  readonly params?: unknown
}

/**
 * Returns the messages with a method of a body; a response of the client has none. `undefined` if the body is neither a
 * message nor a batch of messages.
 */
export function messagesOf(body: unknown): readonly JsonRpcMessage[] | undefined {
  const list: readonly unknown[] = Array.isArray(body) ? body : [body]
  if (list.length === 0 || !list.every((message) => isRequest(message) || isResponse(message))) return undefined
  return list.filter(isRequest)
}

function isRequest(value: unknown): value is JsonRpcMessage {
  return isMessage(value) && typeof value.method === 'string'
}

function isResponse(value: unknown): boolean {
  return (
    isMessage(value) && value.method === undefined && (Object.hasOwn(value, 'result') || Object.hasOwn(value, 'error'))
  )
}

function isMessage(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && (value as { jsonrpc?: unknown }).jsonrpc === '2.0'
}

/** The name of the tool or prompt, or the URI of the resource, that a message is about. */
export function subjectOf({ params }: JsonRpcMessage): string | undefined {
  if (typeof params !== 'object' || params === null) return undefined
  const { name, uri } = params as { name?: unknown; uri?: unknown }
  if (typeof name === 'string') return name
  return typeof uri === 'string' ? uri : undefined
}
