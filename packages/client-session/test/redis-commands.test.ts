import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { startIssuer } from '@tandem-auth/testing'
import { RedisStore } from 'connect-redis'
import { createClient } from 'redis'
import { redisCoordination } from '../src/storage/redis-coordination.js'
import { startWebApp } from './web-app.js'

const url = process.env.TANDEM_TEST_REDIS_URL
const describeWithRedis = url === undefined ? describe.skip : describe

/** The numbers of the table in docs/clusters.md, by the first column. */
function documented(): Readonly<Record<string, number>> {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'clusters.md'), 'utf8')
  const section = page.slice(page.indexOf('## What a request costs Redis'))
  const rows = [...section.matchAll(/^\| ([a-z][^|]*?) \| (\d+) \|$/gm)]
  return Object.fromEntries(rows.map(([, name, count]) => [name, Number(count)]))
}

describeWithRedis('what a request costs Redis, counted with MONITOR', () => {
  it('is what docs/clusters.md says', async () => {
    const prefix = `count-${process.pid}:`
    const client = await createClient({ url: url ?? '' }).connect()
    const monitor = await createClient({ url: url ?? '' }).connect()
    const issuer = await startIssuer()
    const app = await startWebApp<never, unknown>(issuer, {
      session: { store: new RedisStore({ client, prefix: `${prefix}row:` }) },
      coordination: redisCoordination(client, { prefix }),
      define: (express, web) =>
        void express.get('/refresh', (req, res, next) => {
          web
            .of(req)
            .refresh()
            .then(() => res.json('done'), next)
        }),
    })
    let commands = 0
    // What a script calls is part of the script.
    await monitor.monitor((line) => {
      if (String(line).includes(prefix) && !String(line).includes(' lua]')) commands += 1
    })
    const count = async (work: () => Promise<unknown>) => {
      commands = 0
      await work()
      await client.ping()
      await new Promise((resolve) => setTimeout(resolve, 50))
      return commands
    }
    try {
      const browser = app.browser()
      await app.browser().logIn()
      const counted = {
        'a login, from `/login` to the end of the callback': await count(() => browser.logIn()),
        'a page of a user who is logged in': await count(() => browser.get('/profile')),
        'a refresh, with its request': await count(() => browser.get('/refresh')),
        'a logout': await count(() => browser.post('/logout')),
        'a page of an anonymous visitor': await count(() => app.browser().get('/')),
      }
      expect(counted).toEqual(documented())
    } finally {
      await app.close()
      await issuer.close()
      monitor.destroy()
      await client.close()
    }
  })
})
