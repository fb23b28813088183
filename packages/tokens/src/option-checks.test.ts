import { type OptionChecks, type OptionParsers, optionChecks } from './option-checks.js'

interface Options {
  readonly issuer?: string
  readonly clientId?: string
  readonly baseUrl?: string
  readonly clockTolerance?: number
  readonly optional?: boolean
}

const checks: OptionChecks = optionChecks('someOwner')
const parsers = {
  issuer: checks.optional(checks.string),
  clientId: checks.optional(checks.string),
  baseUrl: checks.optional(checks.string),
  clockTolerance: checks.seconds(5, { least: 0, most: 300 }),
  optional: checks.boolean(false),
} satisfies OptionParsers<Options>

function parse(options: unknown) {
  return checks.parse(options, parsers)
}

it('parses every option, and fills in what has a default', () => {
  expect(parse({ issuer: 'https://a.example', optional: true })).toEqual({
    issuer: 'https://a.example',
    clientId: undefined,
    baseUrl: undefined,
    clockTolerance: 5,
    optional: true,
  })
})

it.each([
  ['issuerBaseURL', 'issuer'],
  ['clientID', 'clientId'],
  ['client_id', 'clientId'],
  ['baseURL', 'baseUrl'],
  ['issuers', 'issuer'],
  ['clockTolerence', 'clockTolerance'],
  ['optinal', 'optional'],
])('asks for an unknown option %s whether %s was meant', (slip, meant) => {
  expect(() => parse({ [slip]: 'x' })).toThrow(
    new TypeError(`someOwner: unknown option "${slip}"; did you mean "${meant}"?`),
  )
})

it('suggests nothing for a name that is like none', () => {
  expect(() => parse({ colour: 'x' })).toThrow(new TypeError('someOwner: unknown option "colour"'))
})

it('names the option that holds another', () => {
  const cache = { maxAge: checks.seconds(300, { least: 1 }) }
  expect(() => checks.parse({ maxage: 1 }, cache, 'cache')).toThrow(
    new TypeError('someOwner: unknown option "cache.maxage"; did you mean "cache.maxAge"?'),
  )
  expect(() => checks.parse({ maxAge: 0 }, cache, 'cache')).toThrow(
    new TypeError('someOwner: "cache.maxAge" must be a number of seconds of at least 1'),
  )
  expect(() => checks.parse([], cache, 'cache')).toThrow(new TypeError('someOwner: "cache" must be an object'))
})

it.each([undefined, null, 'x', []])('refuses %j in place of the options', (value) => {
  expect(() => parse(value)).toThrow(new TypeError('someOwner: the options must be an object'))
})

it('names everything that is missing at once, with its environment variable', () => {
  const variables = { issuer: 'ISSUER_BASE_URL', clientId: 'CLIENT_ID' }
  expect(() =>
    checks.assertGiven({ issuer: undefined, clientId: '' }, ['issuer', 'clientId', 'url'], variables),
  ).toThrow(
    new TypeError(
      'someOwner: "issuer" (environment variable ISSUER_BASE_URL), "clientId" (environment variable CLIENT_ID), "url" are required',
    ),
  )
  expect(() => checks.assertGiven({ issuer: 'a' }, ['issuer'], variables)).not.toThrow()
})

it.each<[string, () => unknown, string]>([
  ['a blank string', () => checks.string(' ', 'x'), 'must be a string that is not blank'],
  ['a missing string', () => checks.string(undefined, 'x'), 'is required'],
  ['null in place of a boolean', () => checks.boolean(true)(null, 'x'), 'must be true or false'],
  ['a string in place of a boolean', () => checks.boolean(true)('false', 'x'), 'must be true or false'],
  [
    'a time that is NaN',
    () => checks.seconds(1, { least: 0, most: 9 })(Number.NaN, 'x'),
    'must be a number of seconds from 0 to 9',
  ],
  [
    'a time that is too long',
    () => checks.seconds(1, { least: 0, most: 9 })(10, 'x'),
    'must be a number of seconds from 0 to 9',
  ],
  ['a fraction', () => checks.wholeNumber(1, { least: 1 })(1.5, 'x'), 'must be a whole number of at least 1'],
  ['a value of no list', () => checks.oneOf('a', 'b')('c', 'x'), "must be 'a' or 'b'"],
  ['a string in place of a function', () => checks.function()('f', 'x'), 'must be a function'],
  ['an empty list', () => checks.strings([], 'x'), 'must be a string or an array of strings, and not empty'],
  [
    'a blank value in a list',
    () => checks.strings(['a', ''], 'x'),
    'must not hold a blank value, or spaces around a value',
  ],
  ['a scope with a quote', () => checks.scopes('a "b"', 'x'), 'holds something that is not a scope'],
])('refuses %s', (_name, check, rule) => {
  expect(check).toThrow(new TypeError(`someOwner: "x" ${rule}`))
})

it('takes scopes as one string or as an array', () => {
  expect(checks.scopes(' a  b ', 'scopes')).toEqual(['a', 'b'])
  expect(checks.scopes(['a', 'b'], 'scopes')).toEqual(['a', 'b'])
})
