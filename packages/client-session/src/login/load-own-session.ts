import type { Services } from '../config/services.js'
import type { LoadSession } from '../session/load-session.js'

/**
 * Loads sessions. One of another issuer than `selectIssuer` names isn't a login for this request. It doesn't end either: its
 * user may go on elsewhere.
 */
export function loadOwnSession<User>({ sessions, providers }: Services<User>): LoadSession<User>['load'] {
  return (req, res, done, options) =>
    sessions.load(
      req,
      res,
      (error, record) => {
        if (error !== undefined || record === undefined) return done(error, undefined)
        let isOurs: boolean
        try {
          isOurs = providers.serves(req, record.iss)
        } catch (failure) {
          return done(failure, undefined)
        }
        done(undefined, isOurs ? record : undefined)
      },
      options,
    )
}
