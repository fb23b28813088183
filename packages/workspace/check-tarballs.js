// node check-tarballs.js tarball…: what publint and Are the Types Wrong say about them. Nothing printed is good.
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const faults = await Promise.all(process.argv.slice(2).map(faultsOf))
if (faults.flat().length > 0) {
  console.error(faults.flat().join('\n'))
  process.exitCode = 1
}

/**
 * @param {string} path
 * @returns {Promise<string[]>}
 */
async function faultsOf(path) {
  const tarball = readFileSync(path)
  const { messages, pkg } = await publint({ pack: { tarball: toArrayBuffer(tarball) }, strict: true })
  const lint = messages.map((message) => formatMessage(message, pkg, { color: false }) ?? message.code)
  const types = await checkPackage(createPackageFromTarballData(tarball))
  const problems = types.types ? types.problems.filter(concernsUs).map(describe) : ['has no types']
  return [...lint, ...problems].map((fault) => `${basename(path)}: ${fault}`)
}

// The packages are ES modules. `require` of one works in every Node that `engines` allows, which the consumers show;
// the resolution that knows no `exports` belongs to versions of Node that are long gone.
/** @param {import('@arethetypeswrong/core').Problem} problem */
function concernsUs(problem) {
  return !('resolutionKind' in problem) || !['node10', 'node16-cjs'].includes(problem.resolutionKind)
}

/** @param {import('@arethetypeswrong/core').Problem} problem */
function describe({ kind, ...details }) {
  return `${kind} ${JSON.stringify(details)}`
}

/** @param {Buffer} buffer */
function toArrayBuffer(buffer) {
  const copy = new ArrayBuffer(buffer.byteLength)
  new Uint8Array(copy).set(buffer)
  return copy
}
