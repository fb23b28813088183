import { clientSession, fromEnvironment, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express, { type Request, type RequestHandler, type Response } from 'express'

const web = clientSession({
  ...fromEnvironment(),
  apis: { appointments: { url: 'https://api.example.com', audience: 'https://api.example.com' } },
})

// #region wrap
/** Express 4 ignores the promise of a handler. A rejection that nobody handles ends the process. */
function wrap(handler: (req: Request, res: Response) => Promise<void>): RequestHandler {
  return (req, res, next) => {
    handler(req, res).catch(next)
  }
}

const app = express()
app.use(web)
app.get(
  '/appointments',
  requireLogin(),
  wrap(async (req, res) => {
    const response = await web.of(req).fetch('/appointments')
    res.json(await response.json())
  }),
)
app.use(loginErrorHandler())

// #endregion

export { app }
