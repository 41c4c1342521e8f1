import type { SaysOf } from '@holdfast/system-model';
import { Work, type Scope } from '@holdfast/work';
import type pricing from '../../service.ts';
import type { QuoteStore } from './quote-store.ts';

export type PricingScope = Scope<{ quotes: QuoteStore }, SaysOf<typeof pricing>>;

export class PricingWork extends Work<PricingScope> {}
