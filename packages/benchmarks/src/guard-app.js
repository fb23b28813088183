import express from 'express'

/**
 * The one Express app that every guard is put in front of; with several `issuers`, at a path for each: a process that has
 * been warmed up by one is warm for the next.
 */
export async function createApp({ name, guard = name, issuers, ...config }) {
  const { createGuard } = await import(`./guards/${guard}.js`)
  const app = express()
  app.disable('x-powered-by')
  for (const [path, issuer] of Object.entries(issuers ?? { '/': config })) {
    app.use(path, createGuard(issuer))
    app.get(path, (_req, res) => {
      res.json({ ok: true })
    })
  }
  // Every peer's refusals are answered by the same few lines; stacks on the console would measure the console.
  app.use((error, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  })
  return app
}

/** What it answers to those whom the guard lets through. */
export const page = '{"ok":true}'
