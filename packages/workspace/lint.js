import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')
const { findUnused, lint } = await import('./code-checks.js')
const { requiredStep } = await import('./steps.js')

await bootstrap('npm run lint', { build: false })
await requiredStep('lint', lint)
await requiredStep('unused code and dependencies', findUnused)
