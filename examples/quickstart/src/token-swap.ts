import express, { type Express } from 'express'

/**
 * A token endpoint gone wrong: asks the real one, and hands out the access token where the ID token should be. Both
 * were issued and signed by the right provider a moment ago; only the addressee is another.
 */
export function createTokenSwap(tokenEndpoint: string): Express {
  const app = express()
  app.post('/token', express.text({ type: 'application/x-www-form-urlencoded' }), async (req, res) => {
    const response = await fetch(tokenEndpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: req.headers.authorization ?? '',
      },
      body: req.body,
    })
    const tokens = Object(await response.json())
    res.status(response.status).json(response.ok ? { ...tokens, id_token: tokens.access_token } : tokens)
  })
  return app
}
