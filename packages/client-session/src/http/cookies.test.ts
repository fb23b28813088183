import type { IncomingMessage } from 'node:http'
import { dropRepeatedCookie, readCookie, readCookies } from './cookies.js'

const name = '__Host-tandem'
// Node decodes headers as latin1: a byte of 0xA0 is U+00A0 here.
const planted = [`\u00a0${name}=planted`, `${name}\u00a0=planted`, `\u0085${name}=planted`, `\ufeff${name}=planted`]

it.each(planted)('a name with another byte around it is another name: %j (RFC 6265bis, 4.1.3.2)', (cookie) => {
  expect(readCookie(cookie, name)).toBeUndefined()
  expect(readCookie(`${cookie}; ${name}=real`, name)).toBe('real')
  const req = { headers: { cookie: `${cookie}; ${name}=real` } } as IncomingMessage
  dropRepeatedCookie(req, name)
  expect(req.headers.cookie).toBe(`${cookie}; ${name}=real`)
})

it('removes the spaces and tabs around a name and a value', () => {
  expect(readCookies(` \t${name}-1 = a\t;${name}-2=b=c; other=d;${name}-3`, name)).toEqual([
    [`${name}-1`, 'a'],
    [`${name}-2`, 'b=c'],
  ])
})

it('takes neither of two cookies of one name', () => {
  expect(readCookie(`${name}=a; ${name}=b`, name)).toBeUndefined()
  const req = {
    headers: { cookie: `x=1; ${name}=a; ${name}=b` },
    cookies: { [name]: 'a' },
  } as unknown as IncomingMessage
  dropRepeatedCookie(req, name)
  expect(req).toEqual({ headers: { cookie: 'x=1' }, cookies: {} })
})

it('a name that only begins with this one is another', () => {
  expect(readCookie(`${name}-logout=a; ${name}=b`, name)).toBe('b')
})
