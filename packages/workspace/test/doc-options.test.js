import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const packages = join(__dirname, '..', '..')
const fetchOptions = 'tokens/src/issuer/provider-fetch.ts FetchOptions'

// A section of a README, and the types whose members are exactly the rows of its table.
/** @type {[name: string, heading: string, types: string[]][]} */
const tables = [
  [
    'api-guard',
    'Options',
    [
      fetchOptions,
      'api-guard/src/issuers/issuer-options.ts TrustedIssuerOptions',
      'api-guard/src/options.ts GuardOptions',
      'api-guard/src/proof/parse-binding.ts BindingOptions',
    ],
  ],
  ['api-guard', 'TrustedIssuerOptions', ['api-guard/src/issuers/issuer-options.ts TrustedIssuerOptions']],
  ['api-guard', 'ExchangeOptions', ['api-guard/src/exchange/exchange-options.ts ExchangeOptions']],
  ['api-guard', 'DownstreamOptions', ['api-guard/src/exchange/exchange-options.ts DownstreamOptions']],
  ['api-guard', 'DpopOptions', ['api-guard/src/proof/proof-options.ts DpopOptions']],
  ['api-guard', 'resource', ['api-guard/src/resource/resource-options.ts ResourceOptions']],
  ['api-guard', 'IntrospectionOptions', ['api-guard/src/introspection/introspection-options.ts IntrospectionOptions']],
  [
    'client-session',
    'Options',
    [
      fetchOptions,
      'client-session/src/provider/provider-options.ts ClientCredentials',
      'client-session/src/provider/provider-options.ts LoginRequestOptions',
      'client-session/src/config/options.ts SingleProviderOptions',
      'client-session/src/config/options.ts SharedOptions',
    ],
  ],
  ['testing', 'Options', ['testing/src/options.ts TestIssuerOptions']],
  ['testing', 'accessToken', ['testing/src/options.ts AccessTokenOptions']],
  ['testing', 'clients', ['testing/src/test-client.ts TestClient']],
  ['client-session', 'profile', ['client-session/src/login-state/user-profile.ts ProfileOptions']],
  ['client-session', 'apis', ['client-session/src/access-tokens/api-options.ts ApiOptions']],
  ['client-session', 'limits', ['client-session/src/config/options.ts LimitOptions']],
  ['client-session', 'logout', ['client-session/src/config/options.ts LogoutOptions']],
  ['client-session', 'routes', ['client-session/src/config/options.ts RouteOptions']],
  ['client-session', 'session', ['client-session/src/session/session-options.ts SessionOptions']],
]

it.each(tables)('the README of %s has a row for each of %s', (name, heading, types) => {
  const rows = rowsOf(section(name, heading)).flatMap(([first = '']) => namesIn(first))
  const members = types.flatMap((type) => membersOf(type).map(({ member }) => member))
  expect(members.length).toBeGreaterThan(2)
  expect(rows.sort()).toEqual([...new Set(members)].sort())
})

it.each(tables.filter(([name]) => name === 'client-session'))(
  'the README of %s has the defaults that the types state for %s',
  (name, heading, types) => {
    const rows = rowsOf(section(name, heading))
    for (const { member, fallback } of types.flatMap(membersOf)) {
      const row = rows.find(([first = '']) => namesIn(first).includes(member))
      if (fallback !== undefined) expect([member, row?.[1]]).toEqual([member, expect.stringContaining(fallback)])
    }
  },
)

it.each(['api-guard', 'client-session', 'testing'])('the README of %s names everything it exports', (name) => {
  const source = read(`${name}/src/index.ts`)
  const exported = [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) => list.split(','))
  const names = exported.map((item) => item.replace('type ', '').trim()).filter((item) => item !== '')
  const text = section(name, 'Exports')
  expect(names.length).toBeGreaterThan(10)
  expect(names.filter((item) => !new RegExp(`\`${item}[\`(]`).test(text))).toEqual([])
})

it.each(['api-guard', 'client-session'])('the README of %s names everything that can be imported', (name) => {
  const { exports } = JSON.parse(read(`${name}/package.json`))
  const subpaths = Object.keys(exports).filter((path) => path !== '.' && path !== './package.json')
  const text = read(`${name}/README.md`)
  expect(subpaths.filter((path) => !text.includes(`@tandem-auth/${name}/${path.slice(2)}`))).toEqual([])
})

/** @param {string} path */
function read(path) {
  return readFileSync(join(packages, path), 'utf8')
}

/**
 * @param {string} name
 * @param {string} heading
 */
function section(name, heading) {
  const [, ...sections] = read(`${name}/README.md`).split(/^##+ /m)
  return sections.find((text) => text.startsWith(`${heading}\n`)) ?? ''
}

/** @param {string} markdown */
function rowsOf(markdown) {
  const lines = markdown.split('\n').filter((line) => line.startsWith('| '))
  return lines.slice(2).map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')))
}

/** @param {string} cell */
function namesIn(cell) {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)
}

/**
 * The members of an interface, with the default that a doc comment states.
 *
 * @param {string} type
 */
function membersOf(type) {
  const [path = '', name] = type.split(' ')
  const body = new RegExp(`export interface ${name}\\b[\\s\\S]*?\\{\\n([\\s\\S]*?)\\n\\}`).exec(read(path))?.[1] ?? ''
  const members = [...body.matchAll(/((?:^ {2}(?:\/\*\*| \*).*\n)*)^ {2}(?:readonly )?(\w+)\??[:(]/gm)]
  return members.map(([, comment = '', member = '']) => ({ member, fallback: statedDefault(comment) }))
}

/**
 * The code after `@defaultValue`: `'/login'`, `2`, `BASE_URL`.
 *
 * @param {string} comment
 */
function statedDefault(comment) {
  const found = /@defaultValue `?([^`*\n]+)`?/.exec(comment)?.[1]?.trim()
  return found?.includes(' ') ? found.split(' ')[0] : found
}
