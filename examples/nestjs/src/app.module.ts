import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common'
import { requireScopes } from '@tandem-auth/api-guard'
import { AppointmentsController } from './appointments.controller.js'

@Module({ controllers: [AppointmentsController] })
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(requireScopes('read:appointments')).forRoutes(AppointmentsController)
  }
}
