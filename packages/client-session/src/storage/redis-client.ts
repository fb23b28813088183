/** The part of node-redis (5 or newer) that is used: a client, a cluster, a sentinel or a pool. */
export interface NodeRedisClient {
  get(key: string): Promise<unknown>
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>
}

/** The part of ioredis (5 or newer) that is used: a client or a cluster. */
export interface IoredisClient {
  get(key: string): Promise<unknown>
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>
  defineCommand(name: string, definition: { lua: string }): void
}

export type RedisClient = NodeRedisClient | IoredisClient

/** What both libraries can do. A script has one key, so that it runs on one node of a cluster. */
export interface RedisCommands {
  get(key: string): Promise<unknown>
  run(script: string, key: string, args: readonly string[]): Promise<unknown>
}

/** @throws TypeError for a client of another library, or of an older version */
export function redisCommands(client: RedisClient): RedisCommands {
  if (typeof client?.get !== 'function' || typeof client.eval !== 'function') {
    throw new TypeError('redisCoordination: "client" must be a client of the package redis or ioredis, 5 or newer')
  }
  if (isIoredis(client)) {
    return { get: (key) => client.get(key), run: (script, key, args) => client.eval(script, 1, key, ...args) }
  }
  return {
    get: (key) => client.get(key),
    run: (script, key, args) => client.eval(script, { keys: [key], arguments: [...args] }),
  }
}

/** Only ioredis has `defineCommand`; node-redis takes scripts when the client is created. */
export function isIoredis(client: object): client is IoredisClient {
  return 'defineCommand' in client && typeof client.defineCommand === 'function'
}
