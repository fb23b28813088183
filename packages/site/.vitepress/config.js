import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { inCache } from '../../workspace/root.js'
import { siteOutput, stagedPages } from '../src/folders.js'
import { gitHubSlug } from '../src/github-slug.js'
import { renderMermaid } from '../src/render-mermaid.js'
import { navigation, sidebar } from '../src/sidebar.js'

export default defineConfig({
  srcDir: stagedPages,
  outDir: siteOutput,
  cacheDir: inCache('vitepress'),
  // GitHub Pages serves the site of a repository below the repository's name.
  base: process.env.SITE_BASE ?? '/',
  title: 'Tandem Auth',
  description:
    'Two Express middlewares for OAuth 2.0 and OpenID Connect: api-guard for APIs, client-session for web apps.',
  lang: 'en',
  cleanUrls: true,
  metaChunk: true,
  ignoreDeadLinks: 'localhostLinks',
  head: [['link', { rel: 'icon', href: `${process.env.SITE_BASE ?? '/'}icon.svg`, type: 'image/svg+xml' }]],
  // The default theme gives its home page no main landmark.
  transformHtml: (html) => html.replace('class="VPContent is-home"', '$& role="main"'),
  markdown: {
    anchor: { slugify: gitHubSlug },
    toc: { slugify: gitHubSlug },
    config: renderMermaid,
    languageAlias: { cjs: 'javascript' },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    nav: navigation(),
    sidebar: sidebar(),
    outline: { level: [2, 3] },
    search: {
      provider: 'local',
      // All words of an error's message lead to its heading.
      options: { detailedView: true, miniSearch: { searchOptions: { combineWith: 'AND', fuzzy: 0.1 } } },
    },
    socialLinks: [{ icon: 'github', link: 'https://github.com/tandem-auth/tandem-auth' }],
    footer: { message: 'MIT license' },
  },
  vite: {
    // The page that explains a token runs the code with which api-guard tells the kinds apart.
    resolve: { alias: { '@tokens': join(fileURLToPath(new URL('../../tokens/dist', import.meta.url))) } },
    build: { chunkSizeWarningLimit: 1_500 },
  },
})
