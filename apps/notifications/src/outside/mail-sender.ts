import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { concludeMail } from '../use-cases/conclude-mail.ts';
import { SendMail } from '../use-cases/send-mail.ts';
import { Mail } from './mail.ts';

/** It has no `giveUp`: a letter is tried for days, and then a person decides. */
@Injectable()
@Performs(SendMail, concludeMail)
export class MailSender implements Performer<typeof SendMail> {
  constructor(private readonly mail: Mail) {}

  perform(request: Request, attempt: Attempt) {
    const { to, subject, text } = request;
    return this.mail.post('/messages', {
      attempt,
      answers,
      body: { reference: referenceOf(request), to, subject, text },
    });
  }

  findOut(request: Request, attempt: Attempt) {
    return this.mail.keys.findOut(attempt, { answers, lookUp: () => this.lookUp(request, attempt) });
  }

  private async lookUp(request: Request, attempt: Attempt) {
    const query = { reference: referenceOf(request) };
    const { items } = await this.mail.get('/messages', { attempt, query, answers: { 200: Messages } });
    return items[0] ?? 'unknown';
  }
}

type Request = RequestOf<typeof SendMail>;

const referenceOf = ({ orderId, notice }: Request) => `${orderId}/${notice}`;

const answers = { 201: SendMail.outcome };
const Messages = z.object({ items: z.array(SendMail.outcome) });
