import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')
const { checkTypes } = await import('./compiler.js')
const { requiredStep } = await import('./steps.js')

await bootstrap('npm run types', { build: false })
await requiredStep('types', checkTypes)
