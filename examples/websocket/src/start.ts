import { createApi } from './api.js'

const { ISSUER = 'https://tenant.eu.auth0.com/', AUDIENCE = 'https://api.example.com', PORT = '3000' } = process.env

createApi({ issuer: ISSUER, audience: AUDIENCE, scopes: 'read:appointments' }).listen(Number(PORT), () => {
  console.log(`http://localhost:${PORT}/appointments, and ws://localhost:${PORT}/`)
})
