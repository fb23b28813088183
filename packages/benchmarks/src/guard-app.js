import express from 'express'

/** The one Express app that every guard is put in front of. */
export async function createApp({ name, guard = name, ...config }) {
  const { createGuard } = await import(`./guards/${guard}.js`)
  const app = express()
  app.disable('x-powered-by')
  app.use(createGuard(config))
  app.get('/', (_req, res) => {
    res.json({ ok: true })
  })
  // Every peer's refusals are answered by the same few lines; stacks on the console would measure the console.
  app.use((error, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  })
  return app
}

/** What it answers to those whom the guard lets through. */
export const page = '{"ok":true}'
