import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const program = join(__dirname, '../../quickstart/dist/start.js')
const freePorts = ['--web-port', '0', '--api-port', '0', '--provider-port', '0']

export interface Ending {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the demo to its end, as `npm start` does after the build. */
export async function runDemo(args: readonly string[] = ['--once', ...freePorts], env = {}): Promise<Ending> {
  const child = spawnDemo(args, env)
  const output = collect(child)
  const [status] = await once(child, 'close')
  return { status, stdout: output.stdout, stderr: output.stderr }
}

export interface RunningDemo {
  readonly web: string
  readonly api: string
  readonly provider: string
  readonly output: Readonly<{ stdout: string; stderr: string }>
  /** Ctrl-C. */
  interrupt(): Promise<Ending>
}

/** Starts the demo, and waits until it has printed its addresses. */
export async function startDemo(): Promise<RunningDemo> {
  const child = spawnDemo(freePorts, {})
  const output = collect(child)
  const ended = once(child, 'close')
  while (!output.stdout.includes('Ctrl-C')) {
    if (child.exitCode !== null) throw new Error(`the demo ended:\n${output.stdout}${output.stderr}`)
    await Promise.race([child.stdout && once(child.stdout, 'data'), ended])
  }
  const addressOf = (name: string) => new RegExp(`${name} +(http://localhost:\\d+)`).exec(output.stdout)?.[1] ?? ''
  return {
    web: addressOf('Web app'),
    api: addressOf('API'),
    provider: addressOf('Provider'),
    output,
    async interrupt() {
      child.kill('SIGINT')
      const [status] = await ended
      return { status, ...output }
    },
  }
}

function spawnDemo(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const { NO_COLOR: _, NODE_ENV: __, ...inherited } = process.env
  return spawn(process.execPath, [program, ...args], {
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

function collect({ stdout, stderr }: ChildProcess): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' }
  stdout?.setEncoding('utf8').on('data', (text) => {
    output.stdout += text
  })
  stderr?.setEncoding('utf8').on('data', (text) => {
    output.stderr += text
  })
  return output
}
