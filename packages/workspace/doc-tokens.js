import { existsSync } from 'node:fs'
import { inRoot } from './root.js'

const redirectUri = 'http://localhost:3000/callback'
const providerUrl = 'http://localhost:3002'

/**
 * The two tokens of one login at the demo's provider, decoded, side by side. Values that differ between logins are
 * replaced, so that the page changes only when the tokens do.
 *
 * @returns {Promise<string>} Markdown
 */
export async function tokensSideBySide() {
  const { id_token: idToken, access_token: accessToken } = await signInOnce()
  const tokens = [parse(idToken), parse(accessToken)]
  const cells = ['header', 'payload'].map((part) => row(tokens.map((token) => code(token[part]))))
  return ['<table>', '<tr><th>ID token</th><th>access token</th></tr>', ...cells, '</table>'].join('\n')
}

async function signInOnce() {
  const { createProvider, listen, requestTokens, createVisitor } = await demo()
  const { server, url } = await listen(0)
  try {
    const clients = [{ id: 'web-app', redirectUris: [redirectUri] }]
    server.on('request', await createProvider({ issuer: url, clients }))
    const wish = { clientId: 'web-app', redirectUri, resource: 'https://appointments.example' }
    return await requestTokens(url, createVisitor(), { ...wish, scope: 'read:appointments write:appointments' })
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

// The compiled programs of the demo: not every supported Node can load TypeScript.
async function demo() {
  if (!existsSync(inRoot('examples', 'quickstart', 'dist', 'provider.js'))) {
    throw new Error('The docs show tokens of the demo’s provider, which isn’t built. Run npm run build first.')
  }
  // oidc-provider warns, when it is imported, about Node releases that it doesn't support.
  const { warn } = console
  console.warn = () => {}
  try {
    const names = ['provider', 'listen', 'request-tokens', 'visitor']
    const parts = await Promise.all(names.map((name) => import(`../../examples/quickstart/dist/${name}.js`)))
    return Object.assign({}, ...parts)
  } finally {
    console.warn = warn
  }
}

/**
 * @param {string} token
 * @returns {Record<string, Record<string, unknown>>}
 */
function parse(token) {
  const [header, payload] = token.split('.').map((part) => decode(part))
  return { header: settled(header), payload: settled(payload) }
}

/** @param {string} part */
function decode(part) {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString())
  } catch {
    return {}
  }
}

const issuedAt = 1_788_220_800

/**
 * @param {Record<string, unknown>} part
 * @returns {Record<string, unknown>}
 */
function settled(part) {
  const { iat } = part
  return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, settledValue(name, value, Number(iat))]))
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} iat
 */
function settledValue(name, value, iat) {
  if (name === 'iss') return providerUrl
  if (name === 'exp') return issuedAt + Number(value) - iat
  if (['iat', 'auth_time'].includes(name)) return issuedAt
  if (['kid', 'jti', 'nonce', 'sid', 'at_hash'].includes(name)) return '…'
  return value
}

/** @param {unknown} value */
function code(value) {
  return `\n\n\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\`\n\n`
}

/** @param {readonly string[]} cells */
function row(cells) {
  return `<tr valign="top">${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`
}
