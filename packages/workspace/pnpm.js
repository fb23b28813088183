import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { run } from './children.js'
import { inRoot, readJson, root } from './root.js'

/** The version in package.json's `packageManager`. */
export const pnpmVersion = () => String(readJson(inRoot('package.json')).packageManager).replace(/^pnpm@|\+.*$/g, '')

/** @type {Promise<readonly [command: string, ...args: string[]]> | undefined} */
let found

/**
 * Runs pnpm: the one on PATH if it has the right version, otherwise through npx.
 *
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 */
export async function pnpm(args, { cwd = root } = {}) {
  found ??= findPnpm()
  const [command, ...first] = await found
  return run(command, [...first, ...args], { cwd })
}

/** @returns {Promise<readonly [command: string, ...args: string[]]>} */
async function findPnpm() {
  const version = pnpmVersion()
  const isOnPath = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'pnpm')))
  // Asked outside the repository: inside, pnpm would switch to the version that package.json names.
  if (isOnPath && (await run('pnpm', ['--version'], { cwd: tmpdir() }).catch(() => '')).trim() === version)
    return ['pnpm']
  return ['npx', '-y', `pnpm@${version}`]
}
