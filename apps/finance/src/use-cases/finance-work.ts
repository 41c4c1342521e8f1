import type { SaysOf } from '@holdfast/system-model';
import { Work, type Scope } from '@holdfast/work';
import type finance from '../../service.ts';
import type { Ledger } from './ledger.ts';

export type FinanceScope = Scope<{ ledger: Ledger }, SaysOf<typeof finance>>;

export class FinanceWork extends Work<FinanceScope> {}
