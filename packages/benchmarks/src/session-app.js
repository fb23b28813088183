import express from 'express'

/** The one Express app with a page behind a login, whoever keeps the login. */
export async function createApp({ program, ...config }) {
  const { mount } = await import(`./sessions/${program}.js`)
  const app = express()
  app.disable('x-powered-by')
  await mount(app, config)
  app.use((error, _req, res, _next) => {
    res.status(error.status ?? 500).end()
  })
  return app
}

/** What the page says. */
export const page = '{"hello":"Jane Doe"}'
