import { clientSession, fromEnvironment, requireLogin } from '@tandem-auth/client-session'
import express from 'express'

const app = express()

// #region options
const web = clientSession({
  ...fromEnvironment(),
  logout: { provider: true, clearSiteData: ['cache', 'storage'] },
  routes: { frontchannelLogout: '/frontchannel-logout' },
})
// #endregion

app.use(web)

// #region own
app.post('/account/close', requireLogin(), async (req, res) => {
  if (req.get('sec-fetch-site') !== 'same-origin') {
    res.status(403).send('Please use the button on the page of your account.')
    return
  }
  // … closes the account …
  await web.of(req).logout({ returnTo: '/goodbye' })
})

// #endregion

export { app }
