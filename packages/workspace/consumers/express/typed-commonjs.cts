// Compiled to `require`, which TypeScript allows for ES modules where Node does.
import { apiGuard } from '@tandem-auth/api-guard'
import { clientSession } from '@tandem-auth/client-session'

import express = require('express')

const app = express()
app.use(apiGuard({ issuer: 'https://issuer.example.com', audience: 'https://api.example.com', optional: true }))
app.use(
  clientSession({
    issuer: 'https://issuer.example.com',
    clientId: 'client-1',
    clientSecret: 'secret-1',
    secret: 'a secret of thirty-two bytes, or a few more',
    baseUrl: 'https://app.example.com',
  }),
)
