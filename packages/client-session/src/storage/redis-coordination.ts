import { randomUUID } from 'node:crypto'
import type { Coordination, VersionedValue } from './coordination.js'
import { type RedisClient, redisCommands } from './redis-client.js'

export interface RedisCoordinationOptions {
  /** The start of every key. @defaultValue `tandem:` */
  readonly prefix?: string
}

// Each script touches one key, so it runs on any node of a cluster. A value is stored as "<version>:<value>".
const compareAndSet = `
local stored = redis.call('GET', KEYS[1])
local version = stored and string.match(stored, '^(%d+):') or '0'
if version ~= ARGV[1] then return 0 end
local nextVersion = ARGV[2]
if nextVersion == '' then
  local time = redis.call('TIME')
  nextVersion = string.format('%.0f', time[1] * 1000000 + time[2])
end
redis.call('SET', KEYS[1], nextVersion .. ':' .. ARGV[3], 'PX', ARGV[4])
return 1`

// GETDEL does the same, but node-redis treats it as a reading command and may send it to a replica.
const take = `
local stored = redis.call('GET', KEYS[1])
if stored then redis.call('DEL', KEYS[1]) end
return stored`

// A member's score is its expiry in milliseconds, by the clock of Redis.
const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)`

const keepLongest = `
local longest = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if longest[2] then redis.call('PEXPIREAT', KEYS[1], longest[2]) end`

const addMember = `${now}
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[2]), ARGV[1])
${keepLongest}`

const removeMember = `${now}
redis.call('ZREM', KEYS[1], ARGV[1])
${keepLongest}`

const members = `${now}
return redis.call('ZRANGE', KEYS[1], 0, -1)`

const extend = `redis.call('PEXPIRE', KEYS[1], ARGV[1])`

const time = `return redis.call('TIME')`

const takeLease = `return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])`

const renewLease = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`

const releaseLease = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`

/**
 * Coordination in Redis, for any number of processes and machines. Set `maxmemory-policy noeviction`, so that a full Redis
 * refuses writes: every key here expires, so any other policy would delete sessions.
 * `client`: of the package redis, 5 or newer, or of ioredis, 5 or newer; also its cluster client.
 * @throws TypeError for another client
 */
export function redisCoordination(
  client: RedisClient,
  { prefix = 'tandem:' }: RedisCoordinationOptions = {},
): Coordination {
  const redis = redisCommands(client)

  function run(script: string, key: string, ...args: readonly string[]): Promise<unknown> {
    return redis.run(script, prefix + key, args)
  }

  async function writeIf(key: string, version: number, value: string, ttl: number): Promise<boolean> {
    // A key that is created again must not repeat a version: the first version is the time of Redis in microseconds.
    const next = version === 0 ? '' : String(version + 1)
    return (await run(compareAndSet, key, String(version), next, value, milliseconds(ttl))) === 1
  }

  return {
    setIfAbsent: (key, value, ttl) => writeIf(key, 0, value, ttl),
    compareAndSet: writeIf,
    async take(key) {
      return parse(await run(take, key))?.value
    },
    get: (key) => redis.get(prefix + key).then(parse),
    async extend(key, ttl) {
      await run(extend, key, milliseconds(ttl))
    },
    async time() {
      // A key, so that the nodes of a cluster, whose clocks may differ, are asked for the time of the same one.
      const found = await run(time, 'time')
      const [seconds, microseconds] = Array.isArray(found) ? found.map(Number) : []
      if (seconds === undefined || microseconds === undefined) throw new TypeError('TIME returned no time')
      return seconds + microseconds / 1_000_000
    },
    async addMember(key, member, ttl) {
      await run(addMember, key, member, milliseconds(ttl))
    },
    async removeMember(key, member) {
      await run(removeMember, key, member)
    },
    async members(key) {
      const found = await run(members, key)
      return Array.isArray(found) ? found.map(String) : []
    },
    async lease(key, ttl) {
      const name = `lease:${key}`
      const holder = randomUUID()
      if ((await run(takeLease, name, holder, milliseconds(ttl))) === null) return undefined
      return {
        async renew(longer) {
          return (await run(renewLease, name, holder, milliseconds(longer))) === 1
        },
        async release() {
          await run(releaseLease, name, holder)
        },
      }
    },
  }
}

function parse(stored: unknown): VersionedValue | undefined {
  if (stored === null || stored === undefined) return undefined
  const text = String(stored)
  const colon = text.indexOf(':')
  return { version: Number(text.slice(0, colon)), value: text.slice(colon + 1) }
}

function milliseconds(ttl: number): string {
  return String(Math.max(1, Math.ceil(ttl * 1000)))
}
