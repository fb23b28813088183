import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common'
import { AuthError, authErrorHandler } from '@tandem-auth/api-guard'

const respond = authErrorHandler({ hints: process.env.NODE_ENV !== 'production' })

/** Responds to what the guard refuses with its status, its `WWW-Authenticate` header and a problem document (RFC 9457). */
@Catch(AuthError)
export class AuthErrorFilter implements ExceptionFilter<AuthError> {
  catch(error: AuthError, host: ArgumentsHost): void {
    const http = host.switchToHttp()
    respond(error, http.getRequest(), http.getResponse(), http.getNext())
  }
}
