import { parseArgs } from 'node:util'

const usage = `npm run bench                      everything; writes docs/performance.md
npm run bench -- --quick           everything, for a first look
npm run bench -- --only GROUP      one group, or several with commas
npm run bench -- --write           writes the page although the run is quick or partial`

/** @param {string[]} groups the names there are */
export function readArguments(groups) {
  try {
    const options = { quick: { type: 'boolean' }, only: { type: 'string' }, write: { type: 'boolean' } }
    const { values } = parseArgs({ options })
    const only = values.only?.split(',') ?? groups
    const unknown = only.filter((name) => !groups.includes(name))
    if (unknown.length > 0) throw new Error(`there is no group ${unknown.join(', ')}`)
    const isWhole = values.quick !== true && values.only === undefined
    return { isQuick: values.quick === true, only, writes: isWhole || values.write === true }
  } catch (error) {
    console.error(`${error.message}\n\n${usage}\n\nGroups: ${groups.join(', ')}`)
    process.exit(2)
  }
}
