import { pathBelow, targetUriCheck } from './target-uri.js'

const isTarget = targetUriCheck(['https://api.example.com/v1/', 'https://api.example.org'])

describe('htu is the configured URL and the path of the request', () => {
  it.each([
    ['https://api.example.com/v1/orders', '/orders'],
    ['https://api.example.org/orders', '/orders'],
    ['https://api.example.com/v1/orders', '/orders?page=2'],
    // Clients should leave the query out, and servers should ignore it (RFC 9449, 4.3).
    ['https://api.example.com/v1/orders?page=3#top', '/orders?page=2'],
    ['https://API.example.com:443/v1/orders', '/orders'],
    ['https://api.example.org', '/'],
    ['https://api.example.org/%7Ejane', '/~jane'],
    ['https://api.example.org/~jane', '/%7ejane'],
    ['https://api.example.org/a%2fb', '/a%2Fb'],
    ['https://api.example.org/x/../orders', '/orders'],
    ['https://api.example.org//orders', '//orders'],
  ])('%s for %s', (htu, path) => {
    expect(isTarget(htu, path)).toBe(true)
  })

  it.each([
    ['https://api.example.com/orders', '/orders'],
    ['https://api.example.com/v1/orders/', '/orders'],
    ['https://api.example.com/v1/Orders', '/orders'],
    ['http://api.example.com/v1/orders', '/orders'],
    ['https://api.example.com.evil.example/v1/orders', '/orders'],
    ['https://api.example.org/a/b', '/a%2Fb'],
    ['https://api.example.org/orders', '//orders'],
    ['https://api.example.org/admin', '/orders/../admin'],
    ['https://api.example.org/admin', '/orders/%2e%2E/admin'],
    ['https://api.example.org/admin', '/./admin'],
    ['https://api.example.org/a/b', '/a\\b'],
    ['https://api.example.org\\orders', '/orders'],
    [' https://api.example.org/orders', '/orders'],
    ['https://api.example.org/orders\n', '/orders'],
    ['https://api.example.org/orders', 'https://api.example.org/orders'],
    ['https://api.example.org/', '*'],
    ['', ''],
    ['orders', '/orders'],
  ])('not %p for %p', (htu, path) => {
    expect(isTarget(htu, path)).toBe(false)
  })
})

it('finds the path of a URL only below the configured ones', () => {
  const bases = ['https://api.example.com/v1']
  expect(pathBelow(bases, 'https://api.example.com/v1/socket?x=1')).toBe('/socket?x=1')
  for (const url of [
    'https://api.example.com/v10/socket',
    'https://evil.example/v1/socket',
    'socket',
    'wss://api.example.com/v1/a',
  ]) {
    expect(pathBelow(bases, url)).toBeUndefined()
  }
})
