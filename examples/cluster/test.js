import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'

const skip = process.env.REDIS_URL ? false : 'set REDIS_URL to a Redis that may be written to'

test('serves its pages from two processes', { skip }, async () => {
  const env = { ...process.env, PORT: '0' }
  const program = spawn(process.execPath, ['dist/start.js'], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let output = ''
  program.stdout.on('data', (chunk) => {
    output += chunk
  })
  while (!output.includes('Ctrl-C')) await once(program.stdout, 'data')
  const [, url, first, second] = /(http:\S+), in 2 processes: (\d+), (\d+)/.exec(output)
  const pages = await Promise.all([1, 2].map(async () => (await fetch(url)).text()))
  assert.ok([first, second].every((process) => pages.some((page) => page.includes(process))))
  program.kill('SIGTERM')
  const [status] = await once(program, 'exit')
  assert.equal(status, 0)
})
