/** How much a run does. Times are seconds. */
const full = {
  guard: { rounds: 30, duration: 0.05, returning: 1000, fresh: 100, warmUp: 5000 },
  attack: { rounds: 5, duration: 0.5, honestRate: 500, floodRate: 1500, warmUp: 2000 },
  session: { rounds: 40, duration: 0.05, sessions: 50, warmUp: 4000 },
  login: { rounds: 20, callbacks: 40, warmUp: 200 },
  memory: { tokens: 100_000, sessions: 3000, warmUp: 4000 },
  growth: { rounds: 30, duration: 0.05, fresh: 120, cached: [1, 100, 10_000, 100_000], warmUp: 2000 },
  start: { rounds: 7 },
}

const quick = {
  guard: { rounds: 7, duration: 0.05, returning: 1000, fresh: 120, warmUp: 1000 },
  attack: { rounds: 2, duration: 0.25, honestRate: 500, floodRate: 1500, warmUp: 400 },
  session: { rounds: 10, duration: 0.05, sessions: 10, warmUp: 500 },
  login: { rounds: 5, callbacks: 20, warmUp: 30 },
  memory: { tokens: 15_000, sessions: 400, warmUp: 1000 },
  growth: { rounds: 5, duration: 0.05, fresh: 120, cached: [1, 100, 5_000], warmUp: 500 },
  start: { rounds: 3 },
}

export const scaleOf = ({ isQuick }) => (isQuick ? quick : full)
