import { closingAfterEach } from './closing.js'

const { openApp, openIssuer } = closingAfterEach()

it('two apps on one host name keep their sessions apart in one browser: cookies know no ports', async () => {
  const issuer = await openIssuer()
  const [one, two] = [await openApp(issuer), await openApp(issuer)].map((app) => app.browser())
  if (one === undefined || two === undefined) throw new Error('no browsers')
  await one.logIn()
  for (const [name, value] of one.cookies) two.cookies.set(name, value)
  await two.logIn()
  for (const [name, value] of two.cookies) one.cookies.set(name, value)
  expect([await one.isLoggedIn(), await two.isLoggedIn()]).toEqual([true, true])
  expect([...two.cookies.keys()].sort()).toEqual([one.sessionCookieName, two.sessionCookieName].sort())
})
