import { rmSync } from 'node:fs'
import { build } from 'vitepress'
import { inRoot } from '../../workspace/root.js'
import { brokenLinks } from './check-links.js'
import { siteOutput } from './folders.js'
import { writeMarkdownCopies } from './llms.js'
import { serveSite } from './serve-site.js'
import { stagePages } from './stage-pages.js'

// Builds the site into packages/site/.vitepress/dist, and fails if a link leads nowhere. With `--serve`, shows it afterwards.
await stagePages()
rmSync(siteOutput, { recursive: true, force: true })
await build(inRoot('packages', 'site'))
writeMarkdownCopies()
const broken = brokenLinks(process.env.SITE_BASE ?? '/')
if (broken.length > 0) {
  console.error(`These links lead nowhere:\n${broken.join('\n')}`)
  process.exitCode = 1
} else if (process.argv.includes('--serve')) {
  const { url } = await serveSite(4000)
  console.log(`The site is at ${url}. It ends with Ctrl-C.`)
}
