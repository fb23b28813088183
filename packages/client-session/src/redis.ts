export type { Coordination, Lease, VersionedValue } from './storage/coordination.js'
export type { IoredisClient, NodeRedisClient, RedisClient } from './storage/redis-client.js'
export { type RedisCoordinationOptions, redisCoordination } from './storage/redis-coordination.js'
