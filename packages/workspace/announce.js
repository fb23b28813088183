import { debianPackagesFor, findTools } from './machine.js'
import { missingLines } from './node-releases.js'
import { arePackagesInstalled } from './packages.js'
import { pnpmVersion } from './pnpm.js'
import { remark } from './steps.js'

/**
 * Says what a command is about to install, and where, before it does so.
 *
 * @param {{ forTests: boolean }} purpose
 */
export async function announceInstallations({ forTests }) {
  if (!arePackagesInstalled())
    remark(`installs the packages of pnpm-lock.yaml into node_modules/, with pnpm ${pnpmVersion()} (through npx)`)
  if (!forTests) return
  const lines = missingLines()
  if (lines.length > 0) remark(`downloads Node ${lines.join(' and ')} from the npm registry into .cache/`)
  const debian = await debianPackagesFor(findTools())
  if (debian.length > 0)
    remark(`installs on this machine, with apt-get: ${debian.join(', ')} (TANDEM_TEST_INSTALL=0 skips that)`)
}
