// The function's handler: "index.handler". Keys are fetched once for each instance of the function, not for each call.
import serverless from 'serverless-http'
import { createApi } from './api.js'

export const handler = serverless(createApi({ issuer: process.env.ISSUER, audience: process.env.AUDIENCE }))
