import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')
const { become } = await import('./program.js')
const { inRoot } = await import('./root.js')

const args = process.argv.slice(2)
await bootstrap('npm start')
await become(inRoot('examples', 'quickstart', 'dist', 'start.js'), args)
