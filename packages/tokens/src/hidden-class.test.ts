import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInThisContext } from 'node:vm'
import express from 'express'
import { shareHiddenClasses } from './hidden-class.js'

setFlagsFromString('--allow-natives-syntax')
const haveSameClass: (one: object, other: object) => boolean = runInThisContext('(a, b) => %HaveSameMap(a, b)')

/** Sends the app some requests, one after the other. */
async function visit(app: RequestListener, times: number): Promise<void> {
  const server = createServer(app).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  for (let turn = 0; turn < times; turn += 1) await fetch(`http://127.0.0.1:${port}/`)
  await new Promise((resolve) => server.close(resolve))
}

const describeOwn = (owner: object) =>
  new Map(Reflect.ownKeys(owner).map((key) => [key, Object.getOwnPropertyDescriptor(owner, key)]))

const itUpToNode22 = Number.parseInt(process.versions.v8, 10) < 13 ? it : it.skip

itUpToNode22('gives the requests of Express one hidden class, and their responses another', async () => {
  const classes: [boolean, boolean][] = []
  let before: readonly [IncomingMessage, ServerResponse] | undefined
  const app = express().use((req, res) => {
    shareHiddenClasses(req, res)
    if (before !== undefined) classes.push([haveSameClass(before[0], req), haveSameClass(before[1], res)])
    before = [req, res]
    res.end()
  })
  await visit(app, 4)
  expect(classes).toEqual([
    [true, true],
    [true, true],
    [true, true],
  ])
})

it('changes no property', async () => {
  const seen: unknown[] = []
  const app = express().use((req, res) => {
    const before = [describeOwn(req), describeOwn(res)]
    shareHiddenClasses(req, res)
    shareHiddenClasses(req, res)
    seen.push([before, [describeOwn(req), describeOwn(res)]])
    res.end()
  })
  await visit(app, 1)
  const [before, after] = seen[0] as [unknown, unknown]
  expect(after).toEqual(before)
})

it('leaves the requests of Node alone', async () => {
  const orders: [PropertyKey[], PropertyKey[]][] = []
  const listener: RequestListener = (req, res) => {
    const before = Reflect.ownKeys(req)
    shareHiddenClasses(req, res)
    orders.push([before, Reflect.ownKeys(req)])
    res.end()
  }
  await visit(listener, 1)
  expect(orders[0]?.[1]).toEqual(orders[0]?.[0])
})

it('adds nothing to what another framework gives, nor does it fail on what is frozen', () => {
  const bare = [Object.create({}), Object.create({})] as const
  shareHiddenClasses(bare[0], bare[1])
  expect(bare.map(Reflect.ownKeys)).toEqual([[], []])
  const frozen = [Object.freeze({ __proto__: {}, statusMessage: null }), Object.freeze({ sendDate: true })] as const
  expect(() => shareHiddenClasses(frozen[0] as never, frozen[1] as never)).not.toThrow()
})
