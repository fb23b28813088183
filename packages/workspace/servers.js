import { spawn } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ChildFailed, run } from './children.js'

/** @type {import('node:child_process').ChildProcess[]} */
const servers = []

/**
 * @param {string} program
 * @param {string} folder for its data
 * @returns {Promise<string>} its URL
 */
export async function startRedis(program, folder) {
  const port = await freePort()
  const data = join(folder, 'redis')
  mkdirSync(data)
  const args = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', data, '--save', '', '--appendonly', 'no']
  await startServer(program, args)
  return `redis://127.0.0.1:${port}`
}

/**
 * @param {string} bin the folder with PostgreSQL's programs
 * @param {string} folder for its data
 * @returns {Promise<string>} the URL of an empty database
 */
export async function startPostgres(bin, folder) {
  const port = await freePort()
  const data = join(folder, 'postgres')
  mkdirSync(data, { mode: 0o700 })
  const identity = await postgresIdentity()
  if (identity !== undefined) {
    chmodSync(folder, 0o711)
    chownSync(data, identity.uid, identity.gid)
  }
  const cluster = ['-D', data, '-U', 'tandem', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']
  await run(join(bin, 'initdb'), cluster, { cwd: data, ...identity })
  // The data is deleted after the run, so it doesn't have to reach the disk.
  const speedUps = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']
  const settings = [...speedUps, 'max_connections=200', 'unix_socket_directories='].flatMap((setting) => [
    '-c',
    setting,
  ])
  const args = ['-D', data, '-h', '127.0.0.1', '-p', `${port}`, ...settings]
  await startServer(join(bin, 'postgres'), args, { cwd: data, ...identity })
  return `postgres://tandem@127.0.0.1:${port}/postgres`
}

/** Stops the servers that were started; after five seconds, by force. */
export async function endServers() {
  const alive = servers.filter((server) => !hasEnded(server))
  const ends = alive.map((server) => new Promise((resolve) => server.once('exit', resolve)))
  for (const server of alive) server.kill('SIGINT')
  await Promise.race([Promise.all(ends), wait(5_000)])
  for (const server of alive) server.kill('SIGKILL')
}

// PostgreSQL refuses to run as root, so it runs as Debian's user for it, or as nobody.
async function postgresIdentity() {
  if (process.getuid?.() !== 0) return undefined
  const idOf = async (/** @type {string} */ option) =>
    Number(await run('id', [option, 'postgres']).catch(() => run('id', [option, 'nobody'])))
  return { uid: await idOf('-u'), gid: await idOf('-g') }
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, uid?: number, gid?: number }} [options]
 */
async function startServer(program, args, options) {
  const server = spawn(program, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  servers.push(server)
  let output = ''
  const keep = (/** @type {unknown} */ text) => {
    output = `${output}${text}`.slice(-4000)
  }
  server.stdout?.on('data', keep)
  server.stderr?.on('data', keep)
  server.on('error', (error) => keep(error.message))
  // Both print these words. An open port isn't enough: PostgreSQL opens it before it accepts connections.
  for (const giveUp = Date.now() + 20_000; !/ready to accept connections/i.test(output); await wait(50)) {
    if (hasEnded(server) || Date.now() > giveUp) throw new ChildFailed(program, 1, output)
  }
}

/** @param {import('node:child_process').ChildProcess} server */
function hasEnded(server) {
  return server.pid === undefined || server.exitCode !== null || server.signalCode !== null
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
