// #region guard
import { apiGuard, authOf } from '@tandem-auth/api-guard'
import express from 'express'

const app = express()
app.use(
  apiGuard({
    issuer: 'https://cognito-idp.us-west-2.amazonaws.com/us-west-2_example',
    audience: false, // the pool's tokens name no API: the clients and a scope of this API do
    clientIds: ['57cbishk4j24pabc1234567890'],
    scopes: 'https://api.example.com/read',
  }),
)

app.get('/orders', (req, res) => {
  const { subject, isMachine } = authOf(req)
  res.json(isMachine === false ? { for: subject } : { for: 'a client' })
})

// #endregion

export { app }
