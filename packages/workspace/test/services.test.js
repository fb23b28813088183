import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const hasServers = process.env.TANDEM_TEST_REDIS_URL && process.env.TANDEM_TEST_POSTGRES_URL
const services = join(__dirname, '..', 'services.js')

;(hasServers ? describe : describe.skip)('Redis and PostgreSQL for one run', () => {
  it('end with the program that they were started for, and return its status', async () => {
    const { ports, ended } = await runWithServices('process.exitCode = 7')
    expect(await ended).toEqual([7, null])
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false])
  })

  it('end even if the run is killed', async () => {
    const { ports, ended, owner, program } = await runWithServices('setInterval(() => {}, 1000)')
    expect(await Promise.all(ports.map(isOpen))).toEqual([true, true])
    owner.kill('SIGKILL')
    expect(await ended).toEqual([null, 'SIGKILL'])
    process.kill(program)
    for (let waited = 0; waited < 50 && (await Promise.all(ports.map(isOpen))).includes(true); waited++) await wait(100)
    expect(await Promise.all(ports.map(isOpen))).toEqual([false, false])
  })
})

/** @param {string} code what the program does after it has said where the servers are */
async function runWithServices(code) {
  const urls = '[process.env.TANDEM_TEST_REDIS_URL, process.env.TANDEM_TEST_POSTGRES_URL]'
  const say = `process.stdout.write(JSON.stringify({ program: process.pid, urls: ${urls} })); ${code}`
  const owner = spawn(process.execPath, [services, '--', process.execPath, '-e', say], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(owner, 'exit')
  const { program, urls: found } = JSON.parse(String(await once(owner.stdout, 'data')))
  return { owner, program, ended, ports: found.map((/** @type {string} */ url) => Number(new URL(url).port)) }
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isOpen(port) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port })
    socket.on('error', () => resolve(false))
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
  })
}
