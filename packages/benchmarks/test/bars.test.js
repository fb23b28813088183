import { bars } from '../src/page/bars.js'

const plot = { title: 'Shares', series: ['share'], format: (value) => value.toFixed(2) }

it('draws bars in proportion', () => {
  const rows = [
    { label: 'one', values: [1] },
    { label: 'half', isOurs: true, values: [0.5] },
  ]
  const [whole, half] = [...bars({ ...plot, rows }).matchAll(/class="(?:ours|peer)"[^>]* width="([\d.]+)"/g)].map(
    ([, length]) => Number(length),
  )
  expect(half / whole).toBeCloseTo(0.5)
})

it('says which bars are cut off, and which are missing', () => {
  const picture = bars({
    ...plot,
    rows: [
      { label: 'long', values: [9] },
      { label: 'none', values: [undefined] },
    ],
    max: 3,
  })
  expect(picture).toContain('>9.00 →<')
  expect(picture).toContain('>—<')
})

it('takes labels for text', () => {
  expect(bars({ ...plot, rows: [{ label: 'a<b & c', values: [1] }] })).toContain('>a&lt;b &amp; c<')
})
