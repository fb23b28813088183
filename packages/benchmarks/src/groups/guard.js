import { startIssuer } from '@tandem-auth/testing'
import { startContestant } from '../child.js'
import { load } from '../load.js'
import { rounds } from '../rounds.js'
import { mintTokens } from '../tokens.js'

export const audience = 'https://api.example.com'

const peers = ['express-oauth2-jwt-bearer', 'express-jwt', 'passport-jwt', 'aws-jwt-verify', 'fast-jwt', 'fast-jwt-cache']
const withEdDSA = ['aws-jwt-verify', 'fast-jwt', 'fast-jwt-cache']

/** Tokens that come again and again: 1 000 of them in turn. */
export async function returningTokens({ quick, algorithm }) {
  return measureGuards({
    title: `returning tokens, ${algorithm}`,
    algorithm,
    names: ['bare', 'floor-returning', 'tandem', ...peersFor(algorithm)],
    count: quick ? 3 : 5,
    async prepare(issuer) {
      const headers = await mintTokens(issuer, 1000)
      return () => ({ headers, duration: quick ? 0.8 : 1.5 })
    },
    warmUp: { duration: quick ? 0.5 : 1 },
  })
}

/** Tokens that come once. Every round has its own, so that no cache has seen one before. */
export async function newTokens({ quick, algorithm }) {
  const amount = quick ? 3000 : 6000
  return measureGuards({
    title: `new tokens, ${algorithm}`,
    algorithm,
    names: ['bare', 'floor-new', 'tandem', ...peersFor(algorithm)],
    count: quick ? 3 : 5,
    async prepare(issuer) {
      const byRound = new Map()
      return async (round) => {
        if (!byRound.has(round)) byRound.set(round, await mintTokens(issuer, amount))
        return { headers: byRound.get(round), amount, once: true }
      }
    },
    warmUp: { amount, once: true },
  })
}

function peersFor(algorithm) {
  return algorithm === 'EdDSA' ? withEdDSA : peers
}

async function measureGuards({ title, algorithm, names, count, prepare, warmUp }) {
  const issuer = await startIssuer({ algorithm })
  const { jwks } = issuer
  const config = { issuer: issuer.issuer, audience, algorithm, jwks, jwksUri: issuer.metadata.jwks_uri }
  const contestants = {}
  for (const name of names) contestants[name] = await startContestant('./guard-app.js', { guard: name, ...config })
  const warmUpTokens = await mintTokens(issuer, warmUp.amount ?? 1000)
  for (const name of names) await load(contestants[name], { headers: warmUpTokens, ...warmUp })
  const loadOf = await prepare(issuer)
  const results = await rounds(title, names, count, async (name, round) => {
    const figures = await load(contestants[name], await loadOf(round))
    if (figures.refused + figures.failed > 0) throw new Error(`${name} refused ${figures.refused} good tokens`)
    return figures
  })
  for (const contestant of Object.values(contestants)) await contestant.stop()
  await issuer.close()
  return { title, names, results }
}
