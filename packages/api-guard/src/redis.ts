export { type RedisReplayOptions, type ReplayRedisClient, redisReplay } from './proof/redis-replay.js'
export type { ReplayStore } from './proof/replay-store.js'
