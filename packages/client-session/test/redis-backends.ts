import { Cluster, Redis } from 'ioredis'
import { createCluster } from 'redis'
import { memoryStore } from '../src/storage/memory-session-store.js'
import type { RedisClient } from '../src/storage/redis-client.js'
import { redisCoordination } from '../src/storage/redis-coordination.js'
import { startRedisCluster } from './redis-cluster.js'
import { redisProgram } from './redis-server.js'
import type { Backend } from './stores.js'

const redisUrl = process.env.TANDEM_TEST_REDIS_URL

/** Coordination in Redis by other clients than the usual one. */
export const redisBackends: Readonly<Record<string, () => Promise<Backend>>> = {
  ...(redisUrl !== undefined && { 'Redis by ioredis': () => openIoredis(redisUrl) }),
  ...(redisProgram !== undefined && {
    'Redis Cluster by node-redis': openNodeRedisCluster,
    'Redis Cluster by ioredis': openIoredisCluster,
  }),
}

async function openIoredis(url: string): Promise<Backend> {
  const client = new Redis(url)
  return backendOf(client, async () => void (await client.quit()))
}

async function openNodeRedisCluster(): Promise<Backend> {
  const cluster = await startRedisCluster()
  const client = createCluster({ rootNodes: cluster.masters.map(({ port }) => ({ url: `redis://127.0.0.1:${port}` })) })
  await client.connect()
  return backendOf(client, async () => {
    await client.close()
    cluster.stop()
  })
}

async function openIoredisCluster(): Promise<Backend> {
  const cluster = await startRedisCluster()
  const client = new Cluster(cluster.masters.map(({ port }) => ({ host: '127.0.0.1', port })))
  return backendOf(client, async () => {
    await client.quit()
    cluster.stop()
  })
}

function backendOf(client: RedisClient, close: () => Promise<void>): Backend {
  const prefix = `test-${process.pid}-${Math.random()}:`
  return { store: memoryStore(), coordination: redisCoordination(client, { prefix }), dump: async () => '', close }
}
