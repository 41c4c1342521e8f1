import type { Attempt, Performer } from '@holdfast/effects';
import { Performs } from '@holdfast/effects/nest';
import type { RequestOf } from '@holdfast/work';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { BookShipment } from '../use-cases/book-shipment.ts';
import { concludeShipment } from '../use-cases/conclude-shipment.ts';
import { Carrier } from './carrier.ts';

/** It has no `giveUp`: a confirmed order is only carried out, and where that cannot be, a person decides. */
@Injectable()
@Performs(BookShipment, concludeShipment)
export class ShipmentBooker implements Performer<typeof BookShipment> {
  constructor(private readonly carrier: Carrier) {}

  perform({ orderId, to, lines }: Request, attempt: Attempt) {
    return this.carrier.post('/shipments', { attempt, answers, body: { reference: orderId, to, lines } });
  }

  findOut(request: Request, attempt: Attempt) {
    return this.carrier.keys.findOut(attempt, { answers, lookUp: () => this.lookUp(request, attempt) });
  }

  private async lookUp({ orderId }: Request, attempt: Attempt) {
    const query = { reference: orderId };
    const { items } = await this.carrier.get('/shipments', { attempt, query, answers: { 200: Shipments } });
    return items[0] ?? 'unknown';
  }
}

type Request = RequestOf<typeof BookShipment>;

const answers = { 201: BookShipment.outcome };
const Shipments = z.object({ items: z.array(BookShipment.outcome) });
