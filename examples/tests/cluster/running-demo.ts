import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(__dirname, '../../cluster/dist/start.js')

export interface Ending {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunningDemo {
  readonly url: string
  /** The app's processes, as they were at the start. */
  readonly processes: readonly number[]
  /** Ctrl-C. */
  interrupt(): Promise<Ending>
}

/** Starts the demo as `npm start` does after the build, and waits until it has printed its address. */
export async function startDemo(redisUrl: string): Promise<RunningDemo> {
  const { child, output, ended } = spawnDemo(redisUrl)
  while (!output.stdout.includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`the demo ended:\n${output.stdout}${output.stderr}`)
    await Promise.race([child.stdout && once(child.stdout, 'data'), ended])
  }
  const [, url = '', pids = ''] = /(http:\S+), in \d+ processes: (.*)/.exec(output.stdout) ?? []
  return {
    url,
    processes: pids.split(', ').map(Number),
    async interrupt() {
      child.kill('SIGINT')
      return ended
    },
  }
}

/** Runs a demo that can't start. */
export function failDemo(redisUrl: string): Promise<Ending> {
  return spawnDemo(redisUrl).ended
}

function spawnDemo(REDIS_URL: string) {
  const child: ChildProcess = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH, REDIS_URL, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text) => {
      output[name] += text
    })
  }
  const ended: Promise<Ending> = once(child, 'close').then(([status]) => ({ status, ...output }))
  return { child, output, ended }
}
