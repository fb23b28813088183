import { createServer } from 'node:http'
import request from 'supertest'
import { sendPage } from './html-page.js'

const hostile = `"><script>alert('1')</script>&`

it('escapes all that it shows, in texts and in attributes', async () => {
  const page = { status: 418, title: hostile, text: hostile, links: [{ href: hostile, label: hostile }], next: hostile }
  const response = await request(createServer((_req, res) => sendPage(res, page, false))).get('/')
  expect(response.status).toBe(418)
  expect(response.text).not.toContain('<script')
  expect(response.text).not.toContain("alert('")
  const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;'
  expect(response.text.split(escaped)).toHaveLength(7)
})

it('has no body for a HEAD, and the headers of a GET', async () => {
  const page = { status: 200, title: 'a', text: 'b', links: [] }
  const server = createServer((req, res) => sendPage(res, page, req.method === 'HEAD'))
  const [head, get] = [await request(server).head('/'), await request(server).get('/')]
  expect([head.text, head.headers['content-length']]).toEqual([undefined, String(get.text.length)])
})
