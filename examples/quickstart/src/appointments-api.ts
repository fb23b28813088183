import { apiGuard, authErrorHandler, authOf, requireScopes } from '@tandem-auth/api-guard'
import express, { type Express, type Request } from 'express'
import { createAppointmentBook } from './appointment-book.js'

export interface AppointmentsApiOptions {
  readonly issuer: string
  /** Seconds by which the provider's clock may differ from ours. */
  readonly clockTolerance?: number
}

/** An API that takes access tokens addressed to it, and nothing else. */
export function createAppointmentsApi({ issuer, clockTolerance }: AppointmentsApiOptions): Express {
  const appointments = createAppointmentBook()
  const app = express()
  app.disable('x-powered-by')
  app.use(apiGuard({ issuer, audience: 'https://appointments.example', clockTolerance }))

  app.get('/appointments', requireScopes('read:appointments'), (req, res) => {
    res.json(appointments.of(subjectOf(req)))
  })

  app.post('/appointments', requireScopes('write:appointments'), express.json({ limit: '4kb' }), (req, res) => {
    const wanted = parseAppointment(req.body)
    if (wanted === undefined) {
      res.status(422).json({ title: 'An appointment has a time to come, a doctor and a reason' })
      return
    }
    res.status(201).json(appointments.book(subjectOf(req), wanted))
  })

  app.use(authErrorHandler({ hints: process.env.NODE_ENV !== 'production' }))
  return app
}

/** Whose appointments: the token says it, the request never does. */
function subjectOf(req: Request): string {
  const { issuer, subject = '' } = authOf(req)
  return `${issuer} ${subject}`
}

function parseAppointment(body: unknown) {
  const { at, doctor, reason } = Object(body)
  if (typeof at !== 'string' || !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(at) || !(Date.parse(at) > Date.now())) return
  if (typeof doctor !== 'string' || doctor === '' || doctor.length > 60) return
  if (typeof reason !== 'string' || reason.trim() === '' || reason.length > 120) return
  return { at, doctor, reason: reason.trim() }
}
