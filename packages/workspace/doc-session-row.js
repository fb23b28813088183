import { createRequire } from 'node:module'
import { inRoot } from './root.js'

/**
 * The session store's row of a logged-in user, without the values that differ each time.
 *
 * @returns {Promise<string>} Markdown
 */
export async function sessionRow() {
  const row = settled(await logInOnce())
  return `\`\`\`json\n${JSON.stringify(row, undefined, 2)}\n\`\`\``
}

async function logInOnce() {
  const [{ clientSession }, { startIssuer }, { createVisitor }, { listen }] = await Promise.all(
    ['packages/client-session/dist/index.js', 'packages/testing/dist/index.js', ...demo].map(
      (path) => import(new URL(`../../${path}`, import.meta.url).href),
    ),
  )
  const issuer = await startIssuer({ user: { sub: 'a11ce-5eed', name: 'Alice Liddell', email: 'alice@example.com' } })
  const { server, url } = await listen(0)
  const store = createStore()
  const client = { clientId: 'client-1', clientSecret: 'secret-1', secret: 'a secret for this page, of 32 bytes' }
  const options = { issuer: issuer.issuer, baseUrl: url, session: { store }, coordination: 'single-process' }
  const web = clientSession({ ...client, ...options })
  try {
    const express = createRequire(inRoot('package.json'))('express')
    server.on('request', express().use(web))
    await createVisitor().open(`${url}/login`)
    return [...store.rows.values()].map((row) => JSON.parse(row)).find((row) => row.tandem !== undefined)
  } finally {
    web.close()
    server.closeAllConnections()
    server.close()
    await issuer.close()
  }
}

const demo = ['examples/quickstart/dist/visitor.js', 'examples/quickstart/dist/listen.js']

/** The smallest possible store for express-session. */
function createStore() {
  /** @type {Map<string, string>} */
  const rows = new Map()
  return {
    rows,
    /** @type {(id: string, done: (error: unknown, row?: unknown) => void) => void} */
    get: (id, done) => done(undefined, JSON.parse(rows.get(id) ?? 'null')),
    /** @type {(id: string, row: unknown, done?: () => void) => void} */
    set(id, row, done) {
      rows.set(id, JSON.stringify(row))
      done?.()
    },
    /** @type {(id: string, done?: () => void) => void} */
    destroy(id, done) {
      rows.delete(id)
      done?.()
    },
  }
}

const loggedInAt = 1_788_220_800

/** @param {{ cookie: object, tandem: { user: object } }} row */
function settled({ cookie, tandem }) {
  const iss = 'https://login.example.com'
  const times = { authTime: loggedInAt, createdAt: loggedInAt }
  return {
    cookie: { ...cookie, expires: '…' },
    tandem: { ...tandem, loginId: '…', iss, sid: '…', ...times, user: { ...tandem.user, iss } },
  }
}
