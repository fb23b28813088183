import { requireLogin } from '@tandem-auth/client-session'
import express, { Router } from 'express'
import { lateForms } from '../late-forms.js'
import { sessionsPage } from '../pages/sessions.js'
import { viewerOf } from '../viewer.js'
import type { Web } from '../web.js'
import { countIn, wordIn } from './fields.js'

/** Where a user is signed in, and the ends of it. */
export function sessions(web: Web): Router {
  const router = Router()
  router.use(lateForms(web, { page: '/sessions' }), requireLogin())
  router.use(express.urlencoded({ extended: false, limit: '4kb' }))

  router.get('/', async (req, res) => {
    const list = await web.of(req).sessions.list()
    const page = sessionsPage({ viewer: viewerOf(web, req), sessions: list, ended: countIn(req.query, 'ended') })
    res.send(page.markup)
  })

  // An id of somebody else's session ends nothing: only the user's own are looked through.
  router.post('/end', async (req, res) => {
    const isEnded = await web.of(req).sessions.revoke(wordIn(req.body, 'id'))
    res.redirect(303, `/sessions?ended=${isEnded ? 1 : 0}`)
  })

  router.post('/end-others', async (req, res) => {
    res.redirect(303, `/sessions?ended=${await web.of(req).sessions.revokeOthers()}`)
  })
  return router
}
