import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { root } from './root.js'

const marker = /<!-- snippet: (?<source>[\w./-]+)(?:#(?<region>[\w-]+))? -->\n[\s\S]*?<!-- \/snippet -->/g

/**
 * Fills `<!-- snippet: path#region -->` … `<!-- /snippet -->` with the code of that region of that file.
 *
 * @param {string} markdown
 * @param {string} page
 */
export function withSnippets(markdown, page) {
  return markdown.replaceAll(marker, (...found) => {
    const { source, region } = found.at(-1)
    const code = region === undefined ? read(source).trim() : regionOf(source, region, page)
    const name = region === undefined ? source : `${source}#${region}`
    return `<!-- snippet: ${name} -->\n\`\`\`${source.split('.').at(-1)}\n${code}\n\`\`\`\n<!-- /snippet -->`
  })
}

/** @param {string} source */
function read(source) {
  return readFileSync(join(root, source), 'utf8')
}

/**
 * @param {string} source
 * @param {string} region
 * @param {string} page
 */
function regionOf(source, region, page) {
  const lines = read(source).split('\n')
  const start = lines.findIndex((line) => line.trim() === `// #region ${region}`)
  const end = lines.findIndex((line, index) => index > start && line.trim().startsWith('// #endregion'))
  if (start === -1 || end === -1) throw new Error(`${relative(root, page)}: ${source} has no region "${region}"`)
  const body = lines.slice(start + 1, end).filter((line) => !/^\s*\/\/ #(region|endregion)/.test(line))
  const indent = Math.min(...body.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  return body
    .map((line) => line.slice(indent))
    .join('\n')
    .trim()
}
