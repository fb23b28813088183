import { medianDifference, medianRatio, percentile } from '../src/statistics.js'

it('takes ratios within a round, so that a machine that slows down changes none of them', () => {
  const rounds = [1, 0.5, 0.1].map((speed) => ({
    bare: { throughput: 1000 * speed },
    guard: { throughput: 900 * speed },
  }))
  expect(medianRatio(rounds, 'guard', 'bare', 'throughput')).toBeCloseTo(0.9)
})

it('takes differences within a round, too', () => {
  const rounds = [10, 20, 300].map((cost) => ({ bare: { cost }, guard: { cost: cost + 5 } }))
  expect(medianDifference(rounds, 'guard', 'bare', 'cost')).toBe(5)
})

it('is not moved by one round that went wrong', () => {
  const rounds = [0.9, 0.9, 40].map((throughput) => ({ bare: { throughput: 1 }, guard: { throughput } }))
  expect(medianRatio(rounds, 'guard', 'bare', 'throughput')).toBe(0.9)
})

it('finds percentiles of values in any order, between two of them where they fall between', () => {
  expect(percentile([3, 1, 2], 0.5)).toBe(2)
  expect(percentile([1, 2], 0.5)).toBe(1.5)
  expect(percentile([10, 9, 100], 1)).toBe(100)
})
