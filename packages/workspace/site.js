import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')
const { runInProcess } = await import('./program.js')
const { inRoot } = await import('./root.js')

const args = process.argv.slice(2)
await bootstrap('npm run site')
await runInProcess(inRoot('packages', 'site', 'src', 'build-site.js'), args.includes('--build') ? [] : ['--serve'])
