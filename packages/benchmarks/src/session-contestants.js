/** Whoever keeps a login: the program, where it keeps it, and what the page calls it. */
export const sessionContestants = {
  bare: { program: 'bare', label: 'bare Express' },
  'session-memory': { program: 'express-session', store: 'memory', label: 'express-session, memory' },
  'tandem-memory': { program: 'client-session', store: 'memory', label: '**client-session**, memory', isOurs: true },
  'openid-memory': { program: 'express-openid-connect', store: 'memory', label: 'express-openid-connect, memory' },
  'openid-cookie': { program: 'express-openid-connect', store: 'cookie', label: 'express-openid-connect, cookie' },
  'session-redis': { program: 'express-session', store: 'redis', label: 'express-session, Redis' },
  'tandem-redis': { program: 'client-session', store: 'redis', label: '**client-session**, Redis', isOurs: true },
  'openid-redis': { program: 'express-openid-connect', store: 'redis', label: 'express-openid-connect, Redis' },
  'session-postgres': { program: 'express-session', store: 'postgres', label: 'express-session, PostgreSQL' },
  'tandem-postgres': {
    program: 'client-session',
    store: 'postgres',
    label: '**client-session**, PostgreSQL',
    isOurs: true,
  },
  'openid-postgres': {
    program: 'express-openid-connect',
    store: 'postgres',
    label: 'express-openid-connect, PostgreSQL',
  },
  control: { program: 'bare', label: 'bare Express, again' },
}

/** Those whose store this machine can run. */
export function sessionNames({ redis, postgres }) {
  const lacks = { redis: redis === undefined, postgres: postgres === undefined }
  return Object.keys(sessionContestants).filter((name) => !lacks[sessionContestants[name].store])
}
