/** How much a run does. Times are seconds. */
const full = {
  guard: { rounds: 5, duration: 0.4, returning: 1000, fresh: 1000, warmUp: 3000 },
  attack: { rounds: 5, duration: 0.5, honestRate: 500, floodRate: 1500, warmUp: 2000 },
  session: { rounds: 7, duration: 0.4, sessions: 50, warmUp: 2000 },
  login: { rounds: 5, callbacks: 200, warmUp: 200 },
  memory: { tokens: 100_000, sessions: 10_000, warmUp: 4000 },
  growth: { rounds: 5, duration: 0.4, fresh: 1000, cached: [1, 100, 10_000, 100_000], warmUp: 2000 },
  start: { rounds: 7 },
}

const quick = {
  guard: { rounds: 2, duration: 0.15, returning: 1000, fresh: 250, warmUp: 700 },
  attack: { rounds: 2, duration: 0.25, honestRate: 500, floodRate: 1500, warmUp: 400 },
  session: { rounds: 3, duration: 0.15, sessions: 10, warmUp: 500 },
  login: { rounds: 2, callbacks: 50, warmUp: 30 },
  memory: { tokens: 15_000, sessions: 400, warmUp: 1000 },
  growth: { rounds: 2, duration: 0.15, fresh: 250, cached: [1, 100, 5_000], warmUp: 500 },
  start: { rounds: 3 },
}

export const scaleOf = ({ isQuick }) => (isQuick ? quick : full)
