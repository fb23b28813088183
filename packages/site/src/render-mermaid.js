/**
 * Renders a `mermaid` block as a component that draws it in the browser, with the source inside for everyone else.
 *
 * @param {import('vitepress').MarkdownRenderer} md
 */
export function renderMermaid(md) {
  const { fence } = md.renderer.rules
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, options, env, self) ?? ''
    return `<MermaidDiagram><pre v-pre>${md.utils.escapeHtml(token.content)}</pre></MermaidDiagram>`
  }
}
