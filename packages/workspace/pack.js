import { requireSupportedNode } from './node-version.js'

requireSupportedNode()
const { rmSync } = await import('node:fs')
const { relative } = await import('node:path')
const { bootstrap } = await import('./bootstrap.js')
const { inRoot, root } = await import('./root.js')
const { requiredStep } = await import('./steps.js')
const { checkTarballs, packAll } = await import('./tarballs.js')

const folder = inRoot('tarballs')
await bootstrap('npm run pack')
await requiredStep('tarballs', async () => {
  rmSync(folder, { recursive: true, force: true })
  const tarballs = await packAll(folder)
  rmSync(inRoot('tarballs', 'staging'), { recursive: true })
  await checkTarballs(Object.values(tarballs))
  return Object.values(tarballs)
    .map((file) => relative(root, file))
    .join(', ')
})
