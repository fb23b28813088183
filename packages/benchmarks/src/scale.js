/** How much a run does. Times are seconds; where a warm-up isn't one, it is a number of requests. */
const full = {
  guard: {
    ...{ algorithms: ['RS256', 'ES256', 'EdDSA'], rounds: 15, duration: 0.05, returning: 1000, fresh: 100 },
    ...{ warmUp: 2, warmUpFresh: 2000 },
  },
  attack: { rounds: 3, duration: 0.3, warmUp: 2000 },
  session: { rounds: 20, duration: 0.05, sessions: 50, warmUp: 2 },
  login: { rounds: 10, callbacks: 40, warmUp: 200 },
  memory: { tokens: 100_000, sessions: 500, warmUp: 4000 },
  growth: { rounds: 8, duration: 0.05, fresh: 100, cached: [1, 100, 10_000, 100_000], warmUp: 1000 },
  start: { rounds: 3 },
}

const quick = {
  guard: {
    ...{ algorithms: ['RS256'], rounds: 7, duration: 0.05, returning: 1000, fresh: 100 },
    ...{ warmUp: 0.5, warmUpFresh: 1000 },
  },
  attack: { rounds: 2, duration: 0.2, warmUp: 500 },
  session: { rounds: 5, duration: 0.05, sessions: 10, warmUp: 0.5 },
  login: { rounds: 3, callbacks: 20, warmUp: 30 },
  memory: { tokens: 12_000, sessions: 100, warmUp: 500 },
  growth: { rounds: 3, duration: 0.05, fresh: 100, cached: [1, 100, 5000], warmUp: 300 },
  start: { rounds: 2 },
}

export const scaleOf = ({ isQuick }) => (isQuick ? quick : full)
