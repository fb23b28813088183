import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { bootstrap } = await import('./bootstrap.js')
const { runChecks } = await import('./checks.js')
const { runJest } = await import('./tests.js')

// With arguments only Jest runs, and the arguments are Jest's: `npm test -- packages/tokens`.
const args = process.argv.slice(2)
const isWhole = args.length === 0
await bootstrap('npm test', { forTests: isWhole })
const failed = isWhole ? await runChecks() : []
const status = await runJest(args)
if (failed.length > 0) console.error(`\nFailed before Jest: ${failed.join(', ')}`)
process.exitCode = status || (failed.length > 0 ? 1 : 0)
