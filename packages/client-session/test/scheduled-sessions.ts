import { createHmac } from 'node:crypto'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Scheduler } from 'fast-check'
import type { SessionRecord } from '../src/login-state/session-record.js'
import type { Login } from '../src/session/begin-session.js'
import { createSessions, type Sessions, type SessionsConfig } from '../src/session/sessions.js'
import type { Coordination } from '../src/storage/coordination.js'
import { createKeyRing } from '../src/storage/key-ring.js'
import { memoryCoordination } from '../src/storage/memory-coordination.js'
import { memoryStore } from '../src/storage/memory-session-store.js'
import type { SessionStore } from '../src/storage/session-store.js'
import { clientId, iss, secret, type User } from './sessions-app.js'

/** A request with its session, as it is after `load`. */
export interface Visit {
  readonly req: IncomingMessage & { sessionID: string; session?: Record<string, unknown> & SavedSession }
  readonly record: SessionRecord<User> | undefined
}

interface SavedSession {
  save(done: (error?: unknown) => void): void
}

/** Sessions without sockets, where fast-check's scheduler decides the order in which store and coordination proceed. */
export interface ScheduledSessions {
  readonly sessions: Sessions<User>
  /** From here on, every operation waits for the scheduler. */
  readonly scheduler: { current: Scheduler | undefined }
  logIn(sub: string, login?: Partial<Login<User>>): Promise<string>
  visit(sessionId?: string): Promise<Visit>
  /** How many session ids stand for a login. */
  countActive(): Promise<number>
}

export function createScheduledSessions(config: Partial<SessionsConfig> = {}): ScheduledSessions {
  const scheduler: ScheduledSessions['scheduler'] = { current: undefined }
  const activeKeys = new Set<string>()
  const coordination = memoryCoordination()
  const sessions = createSessions<User>({
    ...{ secureCookies: false, keys: createKeyRing([secret]), apis: new Map() },
    ...{ storeTimeout: 300, idleTimeout: 3600, absoluteTimeout: 86_400 },
    clientIdOf: (issuer) => (issuer === iss ? clientId : undefined),
    refreshTokens: () => Promise.reject(new Error('nothing here refreshes')),
    session: { store: scheduled(memoryStore(), scheduler) },
    coordination: scheduledCoordination(coordination, scheduler, activeKeys),
    ...config,
  })

  async function visit(sessionId?: string): Promise<Visit> {
    const req = new IncomingMessage(new Socket()) as Visit['req']
    req.method = 'GET'
    req.url = '/'
    if (sessionId !== undefined) req.headers.cookie = `tandem=${signed(sessionId)}`
    const res = new ServerResponse(req)
    return new Promise((resolve, reject) => {
      sessions.load(req, res, (error, record) => (error ? reject(error) : resolve({ req, record })))
    })
  }

  return {
    sessions,
    scheduler,
    visit,
    async logIn(sub, login = {}) {
      const { req } = await visit()
      const now = Date.now() / 1000
      await sessions.begin(req, {
        ...{ iss, clientId, sub, authTime: Math.floor(now), user: { name: sub }, startedAt: now },
        ...{ tokens: {}, refreshToken: `refresh-token-of-${sub}` },
        ...login,
      })
      return req.sessionID
    },
    async countActive() {
      const found = await Promise.all([...activeKeys].map((key) => coordination.get(key)))
      return found.filter((value) => value !== undefined).length
    },
  }
}

function scheduledCoordination(
  coordination: Coordination,
  scheduler: ScheduledSessions['scheduler'],
  activeKeys: Set<string>,
): Coordination {
  return new Proxy(coordination, {
    get:
      (target, name: keyof Coordination) =>
      async (...args: never[]) => {
        const [key] = args as unknown as [string]
        if (key?.startsWith('active:')) activeKeys.add(key)
        await turn(scheduler, `${name} ${key}`)
        const result = await (target[name] as (...args: never[]) => Promise<unknown>)(...args)
        await turn(scheduler, `after ${name} ${key}`)
        return result
      },
  })
}

function scheduled(store: SessionStore, scheduler: ScheduledSessions['scheduler']): SessionStore {
  return {
    get: (id, callback) => void turn(scheduler, 'get row').then(() => store.get(id, callback)),
    set: (id, row, callback) => void turn(scheduler, 'set row').then(() => store.set(id, row, callback)),
    destroy: (id, callback) => void turn(scheduler, 'destroy row').then(() => store.destroy(id, callback)),
  }
}

async function turn({ current }: ScheduledSessions['scheduler'], label: string): Promise<void> {
  await current?.schedule(Promise.resolve(), label)
}

// express-session signs with cookie-signature, with the first of the keys for this purpose.
function signed(id: string): string {
  const [{ key }] = createKeyRing([secret]).keys('session cookie')
  const signature = createHmac('sha256', key.toString('base64url')).update(id).digest('base64').replace(/=+$/, '')
  return encodeURIComponent(`s:${id}.${signature}`)
}
