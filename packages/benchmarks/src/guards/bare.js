/** Bare Express. */
export function createGuard() {
  return (_req, _res, next) => next()
}
