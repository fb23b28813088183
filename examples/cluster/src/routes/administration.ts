import { requireRecentLogin, requireUserClaim } from '@tandem-auth/client-session'
import express, { type Request, Router } from 'express'
import { lateForms } from '../late-forms.js'
import { administrationPage } from '../pages/administration.js'
import { administratorRole, viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { countIn, wordIn } from './fields.js'

/** Seconds: who signs other people out has just shown who they are. */
const maxAge = 300

/** For administrators: the sessions of any user, and the end of them all. */
export function administration(web: Web): Router {
  const router = Router()
  router.use(lateForms(web, { page: '/administration', maxAge }))
  router.use(requireUserClaim('roles', administratorRole), requireRecentLogin({ maxAge }))
  router.use(express.urlencoded({ extended: false, limit: '4kb' }))

  router.get('/', async (req, res) => {
    const sub = wordIn(req.query, 'sub').trim()
    const sessions = sub === '' ? undefined : await web.sessionsOf(subjectOf(req, sub)).list()
    const ended = countIn(req.query, 'ended')
    res.send(administrationPage({ viewer: viewerOf(web, req), sub, sessions, ended }).markup)
  })

  router.post('/end-all', async (req, res) => {
    const sub = wordIn(req.body, 'sub')
    const isOwn = sub === web.of(req).claims?.sub
    const ended = await web.sessionsOf(subjectOf(req, sub)).revokeAll()
    res.redirect(303, isOwn ? '/' : `/administration?sub=${encodeURIComponent(sub)}&ended=${ended}`)
  })
  return router

  /** A user is issuer and subject together: an administrator of one provider signs out nobody of another. */
  function subjectOf(req: Request, sub: string) {
    return { iss: web.of(req).claims?.iss ?? '', sub }
  }
}
