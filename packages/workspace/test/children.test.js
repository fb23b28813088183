import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { run } from '../children.js'

// So that it isn't confused with that of another run.
const sleeper = `sleep 60.${process.pid}`
const children = JSON.stringify(pathToFileURL(join(__dirname, '..', 'children.js')).href)

it('returns what a program printed, and the status of one that failed', async () => {
  expect(await run(process.execPath, ['-p', '6 * 7'])).toBe('42\n')
  const failing = `console.log('one'); console.error('two'); process.exitCode = 3`
  await expect(run(process.execPath, ['-e', failing])).rejects.toMatchObject({ status: 3, output: 'one\ntwo\n' })
  await expect(run('no-such-program', [])).rejects.toMatchObject({ status: 127 })
})

it('ends a program that takes too long', async () => {
  await expect(run('sleep', ['60'], { timeout: 0.2 })).rejects.toMatchObject({ output: 'ended by SIGKILL\n' })
})

it("doesn't hand npm's own variables on, which would send an install elsewhere", async () => {
  process.env.npm_config_local_prefix = '/elsewhere'
  process.env.npm_config_registry = 'https://registry.example.com/'
  const seen = JSON.parse(await run(process.execPath, ['-p', 'JSON.stringify(process.env)']))
  expect(seen).not.toHaveProperty('npm_config_local_prefix')
  expect(seen).toHaveProperty('npm_config_registry', 'https://registry.example.com/')
})

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])('leaves no process behind when it receives %s', async (signal) => {
  const parent = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { run } from ${children}
      process.stdout.write('ready')
      await run('sh', ['-c', '${sleeper} & ${sleeper}'])`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(parent.stdout, 'data')
  await wait(300)
  expect(await sleepers()).toHaveLength(2)
  parent.kill(/** @type {NodeJS.Signals} */ (signal))
  const [status] = await once(parent, 'exit')
  expect(status).toBe({ SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }[signal])
  await wait(300)
  expect(await sleepers()).toHaveLength(0)
})

async function sleepers() {
  return (await run('ps', ['-A', '-o', 'args='])).split('\n').filter((line) => line === sleeper)
}
