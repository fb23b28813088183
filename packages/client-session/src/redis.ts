export type { Coordination, Lease, VersionedValue } from './storage/coordination.js'
export { type RedisClient, type RedisCoordinationOptions, redisCoordination } from './storage/redis-coordination.js'
