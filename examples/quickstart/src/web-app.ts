import { clientSession, isAuthError, loginErrorHandler, requireLogin } from '@tandem-auth/client-session'
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express'
import helmet from 'helmet'
import type { Appointment } from './appointment-book.js'
import type { Html } from './html.js'
import { type AppointmentsView, appointmentsPage } from './pages/appointments.js'
import { homePage, welcomePage } from './pages/home.js'
import { messagePage } from './pages/message.js'
import { profilePage } from './pages/profile.js'
import { sessionPage } from './pages/session.js'
import { publicFiles } from './public-files.js'
import { sameOriginPosts } from './same-origin-posts.js'

export interface WebAppOptions {
  /** The app's own origin, `http://localhost:3000`. */
  readonly baseUrl: string
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** 32 bytes at least, the same in every process of this app. */
  readonly sessionSecret: string
  readonly apiUrl: string
  /** What discovery would say; the boundary's walk changes an endpoint in it. */
  readonly metadata?: Readonly<Record<string, unknown>>
}

/** A web app: people sign in, it keeps their session, and calls the appointments API in their name. */
export function createWebApp({ sessionSecret, apiUrl, ...client }: WebAppOptions): Express {
  const web = clientSession({
    ...client,
    secret: sessionSecret,
    apis: {
      appointments: {
        url: apiUrl,
        resource: 'https://appointments.example',
        scopes: ['read:appointments', 'write:appointments'],
      },
    },
  })
  const app = express()
  app.use(helmet())
  app.use(publicFiles())
  app.use(web)
  app.use(sameOriginPosts(client.baseUrl))

  app.get('/', (req, res) => {
    send(res, web.of(req).isAuthenticated() ? homePage({ user: nameOf(req) }) : welcomePage())
  })

  app.get('/profile', requireLogin(), (req, res) => {
    send(res, profilePage({ user: nameOf(req), claims: web.of(req).user ?? {} }))
  })

  app.get('/appointments', requireLogin(), async (req, res) => {
    await showAppointments(req, res, { booked: Number(req.query.booked) })
  })

  app.post('/appointments', requireLogin(), express.urlencoded({ extended: false, limit: '4kb' }), async (req, res) => {
    const { date, time, doctor, reason } = req.body ?? {}
    const response = await web.of(req).fetch('appointments', '/appointments', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ at: `${date}T${time}`, doctor, reason }),
    })
    if (response.status === 422) {
      res.status(422)
      return showAppointments(req, res, {
        problem: 'An appointment needs a day to come, a time, a doctor and a reason.',
      })
    }
    if (!response.ok) throw new Error(`the appointments API answered ${response.status}`)
    const { id } = (await response.json()) as Appointment
    res.redirect(303, `/appointments?booked=${id}`)
  })

  app.get('/session', requireLogin(), async (req, res) => {
    const token = await web.of(req).accessToken('appointments')
    send(res, sessionPage({ user: nameOf(req), record: recordOf(req), accessTokenLength: token.length, apiUrl }))
  })

  app.use((req, res) => {
    const user = web.of(req).isAuthenticated() ? nameOf(req) : undefined
    res.status(404)
    send(res, messagePage({ title: 'There is no such page', text: 'Perhaps the address has a slip in it.', user }))
  })

  app.use(signInAgain)
  app.use(loginErrorHandler())
  app.use(showError)
  return app

  async function showAppointments(req: Request, res: Response, view: Pick<AppointmentsView, 'booked' | 'problem'>) {
    const response = await web.of(req).fetch('appointments', '/appointments')
    if (!response.ok) throw new Error(`the appointments API answered ${response.status}`)
    const appointments = (await response.json()) as Appointment[]
    send(res, appointmentsPage({ ...view, user: nameOf(req), appointments }))
  }

  function nameOf(req: Request): string {
    const { user } = web.of(req)
    return String(user?.given_name ?? user?.name ?? user?.sub)
  }
}

/** Pages about somebody aren't kept by any cache, so that Back shows nothing after signing out. */
function send(res: Response, page: Html): void {
  res.set('Cache-Control', 'no-store').type('html').send(page.markup)
}

/** Signed in, but the access token has run out for good: a trip to the provider brings a new one. */
const signInAgain: ErrorRequestHandler = (error, req, res, next) => {
  if (!isAuthError(error) || error.code !== 'ERR_LOGIN_REQUIRED' || req.method !== 'GET') return next(error)
  res.redirect(`/login?returnTo=${encodeURIComponent(req.originalUrl)}`)
}

const showError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error)
  const status = Number(error?.status ?? 502)
  const text =
    status < 500
      ? 'The request can’t be answered like this.'
      : 'Something behind this page doesn’t answer. Please try again.'
  res.status(status)
  send(res, messagePage({ title: 'That didn’t work', text, user: undefined }))
}

function recordOf(req: Request): unknown {
  const { session } = req as { session?: { tandem?: unknown } }
  return { tandem: session?.tandem }
}
