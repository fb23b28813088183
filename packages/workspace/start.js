import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { readFileSync } = await import('node:fs')
const { bootstrap } = await import('./bootstrap.js')
const { runInProcess } = await import('./program.js')
const { inRoot } = await import('./root.js')

const args = process.argv.slice(2)
if (args.includes('--help') || args.includes('-h')) {
  // Before anything is installed.
  process.stdout.write(readFileSync(inRoot('examples', 'quickstart', 'usage.txt')))
} else {
  await bootstrap('npm start')
  await runInProcess(inRoot('examples', 'quickstart', 'dist', 'start.js'), args)
}
