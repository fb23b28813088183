/** How much a run does. Times are seconds; where a warm-up isn't one, it is a number of requests. */
const full = {
  guard: {
    ...{ algorithms: ['RS256', 'ES256', 'EdDSA'], rounds: 12, duration: 0.05, leadIn: 60 },
    ...{ returning: 1000, warmUp: 1.5, fresh: 80, warmUpFresh: 2000 },
  },
  attack: { rounds: 3, duration: 0.2, warmUp: 2000 },
  session: { rounds: 16, duration: 0.05, leadIn: 40, sessions: 48, warmUp: 2.5 },
  login: { rounds: 10, callbacks: 40, warmUp: 200 },
  memory: { cached: [1, 100, 10_000, 100_000], sessions: 400, warmUp: 1000, rounds: 10, duration: 0.05 },
  growth: { rounds: 10, fresh: 100, warmUp: 1000 },
  start: { rounds: 3 },
}

const quick = {
  guard: {
    ...{ algorithms: ['RS256'], rounds: 5, duration: 0.05, leadIn: 0 },
    ...{ returning: 150, warmUp: 0.4, fresh: 60, warmUpFresh: 300 },
  },
  attack: { rounds: 1, duration: 0.08, warmUp: 200 },
  session: { rounds: 5, duration: 0.05, leadIn: 0, sessions: 8, warmUp: 0.3 },
  login: { rounds: 2, callbacks: 20, warmUp: 20 },
  memory: { cached: [1, 100, 2000], sessions: 20, warmUp: 200, rounds: 3, duration: 0.05 },
  growth: { rounds: 3, fresh: 60, warmUp: 200 },
  start: { rounds: 1 },
}

export const scaleOf = ({ isQuick }) => (isQuick ? quick : full)
