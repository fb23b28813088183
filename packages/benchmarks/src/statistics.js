export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** The median over all rounds of a figure's ratio to the same figure of another contestant in the same round. */
export function medianRatio(rounds, contestant, reference, figure) {
  return median(rounds.map((round) => round[contestant][figure] / round[reference][figure]))
}
