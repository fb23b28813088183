/** A table, of which every column but the first is of numbers. */
export function table(headings, rows) {
  const cells = [headings, headings.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
  return cells.map((row) => `| ${row.join(' | ')} |`).join('\n')
}

export const paragraphs = (...texts) => texts.filter((text) => text !== undefined).join('\n\n')

/** As Markdown and as alternative text have it. */
export const picture = (file, description) => `![${description}](${file})`

export const plain = (label) => label.replaceAll(/[*`]/g, '')

export const none = '—'
