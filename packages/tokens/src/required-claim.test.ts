import { present, requiredClaim } from './required-claim.js'

it.each<[string, unknown[], unknown, boolean]>([
  ['the value', ['admin'], 'admin', true],
  ['one of the values', ['clerk', 'admin'], 'admin', true],
  ['an array that contains one', ['admin'], ['clerk', 'admin'], true],
  ['another value', ['admin'], 'clerk', false],
  ['a number that is a string', [1], '1', false],
  ['true that is a string', [true], 'true', false],
  ['nothing', ['admin'], undefined, false],
  ['any value where it must be present', [present], 'x', true],
  ['0 where it must be present', [present], 0, true],
  ['null where it must be present', [present], null, false],
  ['false where it must be present', [present], false, false],
  ['nothing where it must be present', [present], undefined, false],
])('%s', (_name, values, value, expected) => {
  expect(requiredClaim('requireClaim', 'role', values)(value === undefined ? {} : { role: value })).toBe(expected)
})

it('never takes an inherited property for a claim', () => {
  expect(requiredClaim('requireClaim', 'constructor', [present])({})).toBe(false)
})

it.each<[string, unknown, unknown[], RegExp]>([
  ['no value, as an empty variable leaves it', 'role', [], /write requireClaim\('role', present\)/],
  ['an array', 'role', [['admin']], /write requireClaim\('role', \.\.\.values\)/],
  ['"present" beside a value', 'role', [present, 'admin'], /"present"/],
  ['null', 'role', [null], /strings, numbers or booleans/],
  ['undefined', 'role', [undefined], /strings, numbers or booleans/],
  ['a blank name', ' ', ['x'], /name of a claim/],
  ['an array for a name', ['role'], ['x'], /name of a claim/],
])('refuses %s', (_name, name, values, message) => {
  expect(() => requiredClaim('requireClaim', name, values)).toThrow(message)
  expect(() => requiredClaim('requireClaim', name, values)).toThrow(TypeError)
})
