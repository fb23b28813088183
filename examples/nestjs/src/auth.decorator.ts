import { createParamDecorator, type ExecutionContext } from '@nestjs/common'
import { authOf } from '@tandem-auth/api-guard'

/** The verified token of the request: `list(@Auth() auth: AccessTokenAuth)`. */
export const Auth = createParamDecorator((_data: unknown, context: ExecutionContext) =>
  authOf(context.switchToHttp().getRequest()),
)
