import { buildPackages } from './compiler.js'
import { withLock } from './lock.js'
import { endWithNpm } from './npm-parent.js'
import { installPackages } from './packages.js'
import { inCache } from './root.js'
import { heading, remark, requiredStep } from './steps.js'

/**
 * What every command begins with: on a machine with Node and npm alone, brings the packages and builds `dist`.
 *
 * @param {string} command as people type it
 */
export async function bootstrap(command) {
  endWithNpm()
  heading(command, `Node ${process.versions.node}`)
  const work = async () => {
    await requiredStep('packages', installPackages)
    await requiredStep('build', buildPackages)
  }
  await withLock(inCache('bootstrap.lock'), work, () => remark('another run is preparing this folder: waiting for it'))
}
