import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')

await bootstrap('npm run build')
