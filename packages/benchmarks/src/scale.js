/** How much a run does. Times are seconds. */
const full = {
  guard: { rounds: 7, duration: 0.4, returning: 1000, fresh: 1200, warmUp: 4000 },
  attack: { rounds: 5, duration: 0.6, honestRate: 500, floodRate: 1500, warmUp: 2000 },
  session: { rounds: 7, duration: 0.45, sessions: 50, warmUp: 2500 },
  login: { rounds: 5, callbacks: 200, warmUp: 200 },
  memory: { tokens: 100_000, sessions: 10_000, warmUp: 4000 },
  growth: { rounds: 5, duration: 0.4, fresh: 1200, cached: [1, 100, 10_000, 100_000], warmUp: 3000 },
  start: { rounds: 7 },
}

const quick = {
  guard: { rounds: 3, duration: 0.15, returning: 1000, fresh: 400, warmUp: 1200 },
  attack: { rounds: 2, duration: 0.3, honestRate: 500, floodRate: 1500, warmUp: 600 },
  session: { rounds: 3, duration: 0.2, sessions: 10, warmUp: 800 },
  login: { rounds: 2, callbacks: 50, warmUp: 30 },
  memory: { tokens: 20_000, sessions: 500, warmUp: 1500 },
  growth: { rounds: 3, duration: 0.15, fresh: 400, cached: [1, 100, 10_000], warmUp: 800 },
  start: { rounds: 3 },
}

export const scaleOf = ({ isQuick }) => (isQuick ? quick : full)
