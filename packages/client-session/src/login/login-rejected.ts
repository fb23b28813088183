import { AuthError } from '@tandem-auth/tokens'

/** Thrown by `onLogin` to refuse a login: 403 `ERR_LOGIN_REJECTED`, and no session. */
export class LoginRejected extends AuthError {
  /** @param reason for the developer (the `hint`); the page never shows it */
  constructor(reason?: string) {
    super('ERR_LOGIN_REJECTED', { hint: reason })
  }
}
