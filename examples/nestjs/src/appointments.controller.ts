import { Controller, Get } from '@nestjs/common'
import type { AccessTokenAuth } from '@tandem-auth/api-guard'
import { Auth } from './auth.decorator.js'

@Controller('appointments')
export class AppointmentsController {
  @Get()
  list(@Auth() auth: AccessTokenAuth): object[] {
    return [{ with: auth.subject, at: '2027-03-01T09:00:00Z' }]
  }
}
