import type { SaysOf } from '@holdfast/system-model';
import { Work, type ReadScope, type Scope } from '@holdfast/work';
import type payments from '../../service.ts';
import type { PaymentStore } from './payment-store.ts';
import type { ScreeningStore } from './screening-store.ts';

interface PaymentsParts {
  readonly payments: PaymentStore;
  readonly screenings: ScreeningStore;
}

export type PaymentsScope = Scope<PaymentsParts, SaysOf<typeof payments>>;
export type PaymentsReadScope = ReadScope<PaymentsParts>;

export class PaymentsWork extends Work<PaymentsScope> {}
