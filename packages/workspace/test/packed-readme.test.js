import { withAbsoluteLinks } from '../packed-readme.js'

it.each([
  [
    '[errors](../../docs/errors.md#err_x)',
    '[errors](https://github.com/tandem-auth/tandem-auth/blob/v1.2.3/docs/errors.md#err_x)',
  ],
  ['[a](../../examples/cluster)', '[a](https://github.com/tandem-auth/tandem-auth/tree/v1.2.3/examples/cluster)'],
  ['[license](../../LICENSE)', '[license](https://github.com/tandem-auth/tandem-auth/blob/v1.2.3/LICENSE)'],
  ['![p](../../docs/p.svg)', '![p](https://raw.githubusercontent.com/tandem-auth/tandem-auth/v1.2.3/docs/p.svg)'],
  ['<a href="sql/x.sql">', '<a href="https://github.com/tandem-auth/tandem-auth/blob/v1.2.3/packages/p/sql/x.sql">'],
])('makes %s absolute', (before, after) => {
  expect(withAbsoluteLinks(before, 'packages/p', 'v1.2.3')).toBe(after)
})

it.each(['[x](https://example.com/a)', '[x](#options)', '`[x](y.md)`', '```js\nf[0](a)\n```'])(
  'leaves %s alone',
  (text) => {
    expect(withAbsoluteLinks(text, 'packages/p', 'v1.2.3')).toBe(text)
  },
)
