import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { withLock } from '../lock.js'

const folder = mkdtempSync(join(tmpdir(), 'tandem-lock-'))
const file = join(folder, 'lock')
afterAll(() => rmSync(folder, { recursive: true }))

it('admits one at a time, and tells the others that they wait', async () => {
  let inside = 0
  let most = 0
  const onWait = jest.fn()
  const work = async () => {
    most = Math.max(most, ++inside)
    await wait(50)
    inside--
  }
  await Promise.all([1, 2, 3].map(() => withLock(file, work, onWait)))
  expect(most).toBe(1)
  expect(onWait).toHaveBeenCalledTimes(2)
})

it('is free again after a failure', async () => {
  await expect(withLock(file, () => Promise.reject(new Error('no')), jest.fn())).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
})

it('is taken over from a holder that was killed, never from one that is running', async () => {
  writeFileSync(file, '')
  utimesSync(file, new Date(), new Date(Date.now() - 60_000))
  await withLock(file, async () => {}, jest.fn())
  const held = withLock(file, () => wait(600), jest.fn())
  await wait(50)
  let isOver = false
  const second = withLock(file, async () => expect(isOver).toBe(true), jest.fn())
  await held.then(() => {
    isOver = true
  })
  await second
})
