import { parsePaths } from './path-rules.js'

describe('an allow-list of paths', () => {
  const allows = parsePaths('proxy', ['/slots', '/bookings/:id', '/bookings/:id/notes', '/files/*', '/'])

  it.each([
    '/',
    '/slots',
    '/bookings/1',
    '/bookings/a%20b',
    "/bookings/it's(1),x:y@z",
    '/bookings/1/notes',
    '/files/a',
    '/files/a/b.txt',
    '/files/...',
  ])('allows %s', (path) => {
    expect(allows(path)).toBe(true)
  })

  it.each([
    ['nothing', ''],
    ['a path that is not listed', '/other'],
    ['another case', '/Slots'],
    ['a final slash', '/slots/'],
    ['a longer path', '/slots/1'],
    ['an empty parameter', '/bookings/'],
    ['nothing for the star', '/files'],
    ['nothing for the star, with a slash', '/files/'],
    ['dot segments', '/files/../admin'],
    ['a dot segment', '/files/./x'],
    ['dot segments at the end', '/files/a/..'],
    ['encoded dot segments', '/files/%2e%2e/admin'],
    ['half-encoded dot segments', '/files/.%2E/admin'],
    ['an encoded slash', '/bookings/1%2fnotes'],
    ['an encoded backslash', '/bookings/1%5Cnotes'],
    ['a backslash', '/bookings/..\\admin'],
    ['a path parameter', '/bookings/1;x=1'],
    ['an encoded path parameter', '/bookings/1%3bx'],
    ['a double encoding', '/files/%252e%252e/admin'],
    ['an encoded NUL', '/bookings/1%00'],
    ['an encoded line break', '/bookings/1%0d%0a'],
    ['a cut encoding', '/bookings/1%2'],
    ['an encoding that is none', '/bookings/1%zz'],
    ['an empty segment', '/files//x'],
    ['another host', '//evil.example/slots'],
    ['the absolute form', 'http://evil.example/slots'],
    ['a relative path', 'slots'],
    ['a space', '/bookings/a b'],
    ['a tab', '/bookings/a\tb'],
    ['a query', '/slots?x'],
    ['a fragment', '/slots#x'],
    ['raw UTF-8', '/bookings/ü'],
  ])('refuses %s', (_name, path) => {
    expect(allows(path)).toBe(false)
  })

  it.each([
    ['no array', '/slots'],
    ['nothing', undefined],
    ['an empty array', []],
    ['a relative path', ['slots']],
    ['a star in the middle', ['/a/*/b']],
    ['a dot segment', ['/a/../b']],
    ['an empty segment', ['/a//b']],
    ['a query', ['/a?b']],
    ['a percent-encoding', ['/a%20b']],
    ['a number', [1]],
  ])('does not take %s for one', (_name, paths) => {
    expect(() => parsePaths('proxy', paths)).toThrow(/^proxy: "paths" must /)
  })
})
