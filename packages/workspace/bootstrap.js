import { announceInstallations } from './announce.js'
import { buildPackages } from './compiler.js'
import { withLock } from './lock.js'
import { endWithNpm } from './npm-parent.js'
import { installPackages } from './packages.js'
import { inCache } from './root.js'
import { heading, remark, requiredStep } from './steps.js'

/**
 * What every command begins with. On a machine that has only Node and npm, installs the packages and builds `dist`.
 *
 * @param {string} command as users type it
 * @param {{ forTests?: boolean, build?: boolean }} [options] `forTests`: the command installs what only tests need, too
 */
export async function bootstrap(command, { forTests = false, build = true } = {}) {
  endWithNpm()
  heading(command, `Node ${process.versions.node}`)
  await announceInstallations({ forTests })
  const work = async () => {
    await requiredStep('packages', installPackages)
    if (build) await requiredStep('build', buildPackages)
  }
  await withLock(inCache('bootstrap.lock'), work, () => remark('waits: another run is preparing this folder'))
}
