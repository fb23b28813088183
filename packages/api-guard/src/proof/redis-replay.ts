import type { ReplayStore } from './replay-store.js'

/** What is used of node-redis, 5 or newer (a client, a cluster, a sentinel or a pool), or of ioredis, 5 or newer. */
export interface ReplayRedisClient {
  // The two libraries take other arguments: only the name is the same.
  set(key: string, value: string, ...options: never[]): Promise<unknown>
}

export interface RedisReplayOptions {
  /** What every key begins with. @defaultValue `tandem:dpop:` */
  readonly prefix?: string | undefined
}

type NodeRedisSet = (key: string, value: string, options: { NX: true; PX: number }) => Promise<unknown>
type IoredisSet = (key: string, value: string, px: 'PX', milliseconds: number, nx: 'NX') => Promise<unknown>

/**
 * Remembers used proofs in Redis, for any number of processes and machines. Redis should refuse writes when its memory is
 * full (`noeviction`): a proof that is evicted could be used again.
 * @throws TypeError when `client` is neither of node-redis nor of ioredis
 */
export function redisReplay(
  client: ReplayRedisClient,
  { prefix = 'tandem:dpop:' }: RedisReplayOptions = {},
): ReplayStore {
  if (typeof client?.set !== 'function') {
    throw new TypeError('redisReplay: "client" must be a client of the package redis or ioredis, 5 or newer')
  }
  const setOnce = isIoredis(client) ? ioredisSetOnce(client) : nodeRedisSetOnce(client)
  return {
    async remember(key, seconds) {
      return (await setOnce(prefix + key, Math.max(1, Math.ceil(seconds * 1000)))) === 'OK'
    },
  }
}

// Both the client and the cluster of ioredis have it, and nothing of node-redis does.
function isIoredis(client: ReplayRedisClient): boolean {
  return 'defineCommand' in client
}

type SetOnce = (key: string, milliseconds: number) => Promise<unknown>

function nodeRedisSetOnce(client: ReplayRedisClient): SetOnce {
  const set = client.set.bind(client) as NodeRedisSet
  return (key, milliseconds) => set(key, '1', { NX: true, PX: milliseconds })
}

function ioredisSetOnce(client: ReplayRedisClient): SetOnce {
  const set = client.set.bind(client) as IoredisSet
  return (key, milliseconds) => set(key, '1', 'PX', milliseconds, 'NX')
}
