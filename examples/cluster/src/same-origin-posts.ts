import type { RequestHandler } from 'express'

/**
 * Refuses what another origin's page sends: a form there would come with our visitor's cookie. `SameSite=Lax` doesn't
 * help against a neighbour on the same site, and all ports of localhost are one site.
 */
export function sameOriginPosts(origin: string): RequestHandler {
  return (req, res, next) => {
    if (req.method === 'GET' || req.method === 'HEAD') return next()
    const site = req.get('sec-fetch-site')
    const same = site === undefined ? req.get('origin') === origin : site === 'same-origin'
    if (same) return next()
    res.status(403).type('text').send('This form was not sent from our own pages.')
  }
}
