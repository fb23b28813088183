export type { Coordination, Lease, VersionedValue } from './coordination/coordination.js'
export { type RedisClient, type RedisCoordinationOptions, redisCoordination } from './coordination/redis.js'
