import { failDemo, type RunningDemo, startDemo } from './running-demo.js'
import { createVisitor, type Visit, type Visitor } from './visitor.js'

const redisUrl = process.env.TANDEM_TEST_REDIS_URL ?? ''
const overRedis = redisUrl === '' ? describe.skip : describe

const laptop = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile/15E148 Safari/604.1'
const desk = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0'

it('says in one line, and without a password, that Redis isn’t there', async () => {
  expect(await failDemo('redis://somebody:secret@127.0.0.1:1')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'There is no Redis to use at 127.0.0.1:1 (ECONNREFUSED): start one, or say by REDIS_URL where it is.\n',
  })
})

overRedis('two processes over Redis', () => {
  let demo: RunningDemo
  beforeAll(async () => {
    demo = await startDemo(redisUrl)
  })
  afterAll(() => demo?.interrupt())

  async function signIn(sub: string, userAgent: string): Promise<Visitor> {
    const visitor = createVisitor(demo.url, sub, userAgent)
    const page = await visitor.open('/login?returnTo=/sessions')
    expect(page).toMatchObject({ status: 200, url: new URL('/sessions', demo.url) })
    return visitor
  }

  /** The answers of all processes to one and the same browser. */
  async function onEveryProcess(visitor: Visitor, path: string): Promise<readonly Visit[]> {
    const responses = new Map<string, Visit>()
    const deadline = Date.now() + 20_000
    while (responses.size < demo.processes.length && Date.now() < deadline) {
      // A connection that a killed process had taken is lost with it.
      const response = await visitor.ask(path).catch(() => undefined)
      if (response === undefined) continue
      const [, pid] = /process <code>(\d+)/.exec(response.body) ?? []
      if (pid === undefined) throw new Error(`${visitor.name} got ${response.status} for ${path}`)
      responses.set(pid, response)
    }
    expect(responses.size).toBe(demo.processes.length)
    return [...responses.values()]
  }

  // The start is a page for strangers alone: whoever is signed in is redirected.
  const expectSignedOut = (visitor: Visitor) => onEveryProcess(visitor, '/')
  const expectSignedIn = (visitor: Visitor) => onEveryProcess(visitor, '/sessions')

  const browsersOn = ({ body }: Visit) => [...body.matchAll(/<h2>([^<]*)/g)].map(([, name]) => name?.trim())
  const thisBrowserOn = ({ body }: Visit) => /<h2>([^<]*) <span class="badge">This browser/.exec(body)?.[1]
  const handlesOn = ({ body }: Visit) => [...body.matchAll(/name="id" value="([^"]*)"/g)].map(([, id = '']) => id)

  // Each test begins with nobody signed in.
  afterEach(async () => {
    const administrator = await signIn('grace', desk)
    for (const sub of ['alice', 'grace']) await administrator.send('/administration/end-all', { sub })
    await expectSignedOut(administrator)
  })

  it('shows two browsers of one user to each other, at every process', async () => {
    const first = await signIn('alice', laptop)
    const second = await signIn('alice', phone)
    for (const page of await expectSignedIn(first)) {
      expect(browsersOn(page)).toEqual(['Safari on iPhone', 'Firefox on Linux'])
      expect(thisBrowserOn(page)).toBe('Firefox on Linux')
    }
    for (const page of await expectSignedIn(second)) expect(thisBrowserOn(page)).toBe('Safari on iPhone')
  })

  it('ends the session of another browser, at every process', async () => {
    const first = await signIn('alice', laptop)
    const second = await signIn('alice', phone)
    const [id = '', ...more] = handlesOn(await first.open('/sessions'))
    expect(more).toEqual([])

    const page = await first.send('/sessions/end', { id })
    expect(page.body).toContain('One session was ended.')
    expect(browsersOn(page)).toEqual(['Firefox on Linux'])
    await expectSignedOut(second)
    await expectSignedIn(first)

    expect((await first.send('/sessions/end', { id })).body).toContain('There was nothing left to end.')
  })

  it('ends all other sessions, and keeps this one', async () => {
    const first = await signIn('alice', laptop)
    const others = [await signIn('alice', phone), await signIn('alice', desk)]
    const bystander = await signIn('grace', phone)

    expect((await first.send('/sessions/end-others')).body).toContain('2 sessions were ended.')
    for (const other of others) await expectSignedOut(other)
    await expectSignedIn(first)
    await expectSignedIn(bystander)
  })

  it('signs out this browser alone', async () => {
    const first = await signIn('alice', laptop)
    const second = await signIn('alice', phone)
    await first.send('/logout')
    await expectSignedOut(first)
    await expectSignedIn(second)
  })

  it('lets an administrator end all sessions of a user', async () => {
    const users = [await signIn('alice', laptop), await signIn('alice', phone)]
    const administrator = await signIn('grace', desk)
    expect(browsersOn(await administrator.open('/administration?sub=alice'))).toHaveLength(2)

    const page = await administrator.send('/administration/end-all', { sub: 'alice' })
    expect(page.body).toContain('2 sessions were ended.')
    expect(page.body).toContain('<strong>alice</strong> is signed in nowhere.')
    for (const user of users) await expectSignedOut(user)
    await expectSignedIn(administrator)
  })

  it('leads administrators who end their own sessions to the start', async () => {
    const administrator = await signIn('grace', desk)
    const page = await administrator.send('/administration/end-all', { sub: 'grace' })
    expect(page).toMatchObject({ status: 200, url: new URL('/', demo.url) })
  })

  it('keeps everybody signed in when a process is killed, and puts another one in its place', async () => {
    const first = await signIn('alice', laptop)
    const [victim = 0] = demo.processes
    process.kill(victim, 'SIGKILL')
    for (const page of await expectSignedIn(first)) expect(page.body).not.toContain(`process <code>${victim}`)
  })

  describe('refuses', () => {
    it('to end a session of somebody else by its handle', async () => {
      const first = await signIn('alice', laptop)
      const second = await signIn('alice', phone)
      const [id = ''] = handlesOn(await first.open('/sessions'))
      const stranger = await signIn('grace', desk)
      expect((await stranger.send('/sessions/end', { id })).body).toContain('There was nothing left to end.')
      await expectSignedIn(second)
    })

    it('the administrators’ page and form to everybody else', async () => {
      const user = await signIn('alice', laptop)
      expect(await user.open('/administration?sub=grace')).toMatchObject({ status: 403 })
      expect(await user.send('/administration/end-all', { sub: 'grace' })).toMatchObject({ status: 403 })
      expect((await user.open('/sessions')).body).not.toContain('href="/administration"')
    })

    it.each(['/sessions/end-others', '/administration/end-all'])('a form from another origin: %s', async (path) => {
      const administrator = await signIn('grace', desk)
      const other = await signIn('grace', phone)
      const response = await administrator.send(path, { sub: 'grace' }, 'http://localhost:1')
      expect(response).toMatchObject({ status: 403, body: 'This form was not sent from our own pages.' })
      await expectSignedIn(other)
    })

    it('a form that was sent after the session had ended, with a page that says so', async () => {
      const first = await signIn('alice', laptop)
      const second = await signIn('alice', phone)
      await first.send('/sessions/end-others')
      const response = await second.send('/sessions/end-others')
      expect(response).toMatchObject({ status: 401, location: undefined })
      expect(response.body).toContain('You are signed out')
      await expectSignedIn(first)
    })
  })

  it('serves pages without script, under helmet’s policy', async () => {
    const administrator = await signIn('grace', desk)
    for (const path of ['/sessions', '/administration?sub=%3Cscript%3E', '/no-such-page']) {
      const { body } = await administrator.open(path)
      expect(body).not.toContain('<script')
      expect(body.match(/<h1/g)).toHaveLength(1)
    }
  })
})

overRedis('the end', () => {
  it('comes with Ctrl-C, with exit status 0 and no complaint', async () => {
    const demo = await startDemo(redisUrl)
    const visitor = createVisitor(demo.url, 'alice', laptop)
    await visitor.open('/login?returnTo=/sessions')
    expect(await demo.interrupt()).toMatchObject({ status: 0, stderr: '' })
  })
})
