import { loginErrorHandler } from '@tandem-auth/client-session'
import express, { type ErrorRequestHandler, type Express } from 'express'
import helmet from 'helmet'
import { messagePage } from './pages/message.js'
import { welcomePage } from './pages/welcome.js'
import { publicFiles } from './public-files.js'
import { administration } from './routes/administration.js'
import { sessions } from './routes/sessions.js'
import { sameOriginPosts } from './same-origin-posts.js'
import { viewerOf } from './viewer.js'
import type { Web } from './web.js'

/** A web app whose users see where they are signed in; which process answers makes no difference. */
export function createWebApp(web: Web, baseUrl: string): Express {
  const app = express()
  app.use(helmet())
  app.use(publicFiles())
  app.use(web)
  app.use(sameOriginPosts(new URL(baseUrl).origin))

  app.get('/', (req, res) => {
    if (web.of(req).isAuthenticated()) return res.redirect('/sessions')
    res.send(welcomePage().markup)
  })
  app.use('/sessions', sessions(web))
  app.use('/administration', administration(web))

  app.use((req, res) => {
    const text = 'Perhaps the address has a slip in it.'
    res.status(404).send(messagePage({ title: 'There is no such page', text, viewer: viewerOf(web, req) }).markup)
  })
  app.use(loginErrorHandler())
  app.use(showError)
  return app
}

const showError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const status = Number(error?.status ?? 500)
  if (status >= 500) console.error(error)
  const text = status < 500 ? 'The request can’t be answered like this.' : 'Please try again in a moment.'
  res.status(status).send(messagePage({ title: 'That didn’t work', text }).markup)
}
