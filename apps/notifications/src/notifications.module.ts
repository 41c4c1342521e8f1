import { HoldfastModule } from '@holdfast/service';
import { Module } from '@nestjs/common';
import notifications from '../service.ts';
import { PostgresNoticeStore } from './database/postgres-notice-store.ts';
import { OrdersConsumer } from './messaging/orders.consumer.ts';
import { MailSender } from './outside/mail-sender.ts';
import { Mail } from './outside/mail.ts';
import { NotificationsWork } from './use-cases/notifications-work.ts';

@Module({
  imports: [
    HoldfastModule.forService({
      service: notifications,
      work: NotificationsWork,
      scope: (trx) => ({ notices: new PostgresNoticeStore(trx) }),
    }),
  ],
  providers: [OrdersConsumer, Mail, MailSender],
})
export class NotificationsModule {}
