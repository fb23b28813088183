import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { installOf } from '../install.js'
import { pinnedNode } from '../pinning.js'
import { rounds } from '../rounds.js'

const here = fileURLToPath(new URL('../../', import.meta.url))

/** What has to be imported and installed for the same task. */
export const programs = {
  express: ['express'],
  'api-guard': ['@tandem-auth/api-guard'],
  'express-oauth2-jwt-bearer': ['express-oauth2-jwt-bearer'],
  'express-jwt + jwks-rsa': ['express-jwt', 'jwks-rsa'],
  'passport-jwt + jwks-rsa': ['passport', 'passport-jwt', 'jwks-rsa'],
  'aws-jwt-verify': ['aws-jwt-verify'],
  'fast-jwt': ['fast-jwt'],
  'client-session': ['@tandem-auth/client-session'],
  'express-openid-connect': ['express-openid-connect'],
  'express-session': ['express-session'],
}

/** How long a process waits for an import, and what an install brings. */
export async function measureStart({ scale: { start: scale } }) {
  const names = Object.keys(programs)
  const results = await rounds('start', names, scale.rounds, async (name) => ({ time: importTime(programs[name]) }))
  const installs = {}
  for (const name of names) installs[name] = installOf(programs[name])
  return { names, results, installs }
}

/** Milliseconds, in a process of its own. */
function importTime(packages) {
  const imports = packages.map((name) => `await import('${name}')`).join('\n')
  const script = `const begin = performance.now()\n${imports}\nconsole.log(performance.now() - begin)\nprocess.exit()`
  const [command, ...args] = [...pinnedNode, '--input-type=module', '--eval', script]
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: here, encoding: 'utf8' })
  if (status !== 0) throw new Error(`import of ${packages.join(' and ')} failed: ${stderr}`)
  return Number(stdout)
}
