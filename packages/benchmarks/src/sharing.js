import { shareHiddenClasses } from '@tandem-auth/tokens'

/** A guard with what ours do for Express before anything else. */
export function sharing(guard) {
  return (req, res, next) => {
    shareHiddenClasses(req, res)
    guard(req, res, next)
  }
}
