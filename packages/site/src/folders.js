import { inCache, inRoot } from '../../workspace/root.js'

/** The pages that VitePress reads: copies, with the links of a site. */
export const stagedPages = inCache('site')

/** What VitePress writes. */
export const siteOutput = inRoot('packages', 'site', '.vitepress', 'dist')
