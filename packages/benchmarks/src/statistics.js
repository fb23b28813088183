export function median(values) {
  return percentile(values, 0.5)
}

/** The value below which a share of all values lies, between two of them where it falls between. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort()
  const position = (sorted.length - 1) * share
  const below = Math.floor(position)
  const above = Math.min(below + 1, sorted.length - 1)
  return sorted[below] + (sorted[above] - sorted[below]) * (position - below)
}

/** The median over all rounds of a figure's ratio to the same figure of another contestant in the same round. */
export function medianRatio(rounds, contestant, reference, figure) {
  return median(rounds.map((round) => round[contestant][figure] / round[reference][figure]))
}

/** The median over all rounds of how much greater a figure is than that of another contestant in the same round. */
export function medianDifference(rounds, contestant, reference, figure) {
  return median(rounds.map((round) => round[contestant][figure] - round[reference][figure]))
}

/** The median over all rounds of a figure. */
export function medianOf(rounds, contestant, figure) {
  return median(rounds.map((round) => round[contestant][figure]))
}
