import { apiGuard } from '@tandem-auth/api-guard'

// #region machines
const machines = apiGuard({
  issuer: 'https://clerk.example.com',
  audience: 'mch_2xhFjEI5X2qWRvtV', // this API's own machine
  tokenProfile: 'clerk-m2m',
})
// #endregion

// #region sessions
const sessions = apiGuard({
  issuer: 'https://clerk.example.com',
  audience: false,
  clientIds: ['https://app.example.com'], // the origins of the front ends
  tokenProfile: 'clerk-session',
})

// #endregion

export { machines, sessions }
