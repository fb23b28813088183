import fc from 'fast-check'
import { explainJson, parseJsonObject } from './strict-json.js'

const parse = (text: string) => parseJsonObject(Buffer.from(text))

it('reads what JSON.stringify writes', () => {
  // A depth of sixteen is the limit; fast-check's objects stay far below it.
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
      const text = JSON.stringify(value)
      expect(JSON.stringify(parse(text))).toBe(text)
    }),
    { numRuns: 500 },
  )
})

it.each([
  ['a member twice', '{"aud":"a","aud":"b"}'],
  ['a member twice, once by an escape', '{"aud":"a","\\u0061ud":"b"}'],
  ['a member twice, with blanks around the colon', '{"aud" : "a" , "aud"\n:\t"b"}'],
  ['a member twice with the same value', '{"aud":"a","aud":"a"}'],
  ['a member twice in an inner object', '{"cnf":{"jkt":"a","jkt":"b"}}'],
  ['a member twice in an object of an array', '{"list":[{"a":1,"a":2}]}'],
  ['__proto__ twice', '{"__proto__":{},"__proto__":{}}'],
  ['an empty name twice', '{"":1,"":2}'],
])('refuses %s', (_name, text) => {
  expect(parse(text)).toBeUndefined()
})

it.each([
  ['a value that looks like a member', '{"a":"\\"b\\":","c":"}"}'],
  ['a name with a backslash at its end', '{"a\\\\":1,"b":"\\\\\\\\"}'],
  ['a name with a quote in it', '{"a\\"":1,"a":2}'],
  ['a colon in a value', '{"a":":","b":["x:","\\":"]}'],
  ['the same name on two levels', '{"a":{"a":{"a":null}}}'],
])('takes %s', (_name, text) => {
  expect(parse(text)).toEqual(JSON.parse(text))
})

it('keeps __proto__ a member like any other', () => {
  const value = parse('{"__proto__":{"admin":true}}') as Record<string, unknown>
  expect(Object.hasOwn(value, '__proto__')).toBe(true)
  expect(value.admin).toBeUndefined()
})

it.each([
  ['an array', '[{"iss":"a"}]'],
  ['null', 'null'],
  ['a string', '"{}"'],
  ['a number', '7'],
  ['nothing', ''],
  ['half an object', '{"a":'],
  ['a trailing comma', '{"a":1,}'],
  ['something behind the object', '{} {}'],
  ['a byte order mark', '\ufeff{}'],
])('refuses %s', (_name, text) => {
  expect(parse(text)).toBeUndefined()
})

it('refuses bytes that are not UTF-8', () => {
  expect(parseJsonObject(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toBeUndefined()
})

it('refuses what is nested so deep that walking it could exhaust the stack', () => {
  const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
  expect(parse(nested(10))).toBeDefined()
  expect(parse(nested(20))).toBeUndefined()
  expect(parse(nested(100_000))).toBeUndefined()
  expect(parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)).toBeUndefined()
})

it('takes time that grows only with the length, whatever is in the text', () => {
  const hostile = [
    `{"a":"${'\\\\'.repeat(100_000)}"}`,
    `{"a":"${'\\"'.repeat(100_000)}"}`,
    `{"a":[${'"",'.repeat(100_000)}""]}`,
  ]
  const began = performance.now()
  for (const text of hostile) expect(parse(text)).toBeDefined()
  expect(performance.now() - began).toBeLessThan(5000)
})

it.each([
  ['is not UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
  ['is not JSON', Buffer.from('{')],
  ['is not a JSON object', Buffer.from('[]')],
  ['names a member twice', Buffer.from('{"aud":"a","aud":"b"}')],
  ['nests more than 16 levels deep', Buffer.from(`{"a":${'['.repeat(17)}{}${']'.repeat(17)}}`)],
])('says that it %s', (reason, bytes) => {
  expect(parseJsonObject(bytes)).toBeUndefined()
  expect(explainJson(bytes)).toBe(reason)
})
