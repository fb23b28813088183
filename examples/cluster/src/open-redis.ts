import { createClient } from 'redis'

export type Redis = ReturnType<typeof createClient>

/** @throws Error with one line for whoever starts the program, when Redis isn't there to begin with */
export async function openRedis(url: string): Promise<Redis> {
  if (!URL.canParse(url)) throw new Error('REDIS_URL must be an address such as redis://localhost:6379')
  let wasThere = false
  const redis: Redis = createClient({
    url,
    // Commands fail at once while Redis is away: the app answers 503 instead of letting people wait.
    disableOfflineQueue: true,
    socket: { reconnectStrategy: (retries) => wasThere && Math.min(retries * 100, 2_000) },
  })
  // Without a listener for 'error', Node would end the process when Redis goes away.
  redis.on('error', (error) => {
    if (wasThere) console.error('Redis:', reasonOf(error))
  })
  try {
    await redis.connect()
  } catch (error) {
    // The host alone: the address may hold a password.
    const place = `There is no Redis to use at ${new URL(url).host} (${reasonOf(error)})`
    throw new Error(`${place}: start one, or say by REDIS_URL where it is.`)
  }
  wasThere = true
  return redis
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return code ?? message
}
