/** Bare Express: a page for everybody. */
export function mount(app) {
  app.get('/', (_req, res) => {
    res.json({ hello: 'Jane Doe' })
  })
}
