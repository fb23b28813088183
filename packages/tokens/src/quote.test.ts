import { quote } from './quote.js'

it.each([
  ['text as it is', 'https://a.example', "'https://a.example'"],
  ['a list as JSON', ['a', 'b'], `'["a","b"]'`],
  ['what is not there', undefined, "'undefined'"],
  ['control characters as question marks', 'a\r\nSet-Cookie: b\u0000\u007f', "'a??Set-Cookie: b??'"],
  ['other alphabets as question marks', 'größe😀', "'gr??e??'"],
])('quotes %s', (_name, value, quoted) => {
  expect(quote(value)).toBe(quoted)
})

it('quotes at most 128 characters', () => {
  expect(quote('a'.repeat(128))).toBe(`'${'a'.repeat(128)}'`)
  expect(quote('a'.repeat(129))).toBe(`'${'a'.repeat(125)}...'`)
})

it('quotes an object that does not want to become text', () => {
  expect(quote({ toString: 1, valueOf: 2 })).toBe(`'{"toString":1,"valueOf":2}'`)
})
