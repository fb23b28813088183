import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const file = JSON.stringify(pathToFileURL(join(__dirname, '..', 'npm-parent.js')).href)
const program = `import { endWithNpm } from ${file}; endWithNpm(); console.log(process.pid); setInterval(() => {}, 1000)`

it.each([
  ['ends', 'start', true],
  ['stays, started otherwise,', undefined, false],
])('%s when the shell that npm started is killed', async (_name, event, ends) => {
  const env = { ...process.env, npm_lifecycle_event: event }
  // The second command keeps the shell from becoming the program.
  const args = ['-c', '"$0" --input-type=module -e "$1"; true', process.execPath, program]
  const shell = spawn('sh', args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(String(await once(shell.stdout, 'data')))
  const closed = once(shell.stdout, 'close').then(() => true)
  shell.kill('SIGTERM')
  const ended = await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1500, false))])
  if (!ended) process.kill(pid)
  expect(ended).toBe(ends)
  await closed
})
