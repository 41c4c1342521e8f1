import type { SaysOf } from '@holdfast/system-model';
import { Work, type Scope } from '@holdfast/work';
import type inventory from '../../service.ts';
import type { StockStore } from './stock-store.ts';

export type InventoryScope = Scope<{ stock: StockStore }, SaysOf<typeof inventory>>;

export class InventoryWork extends Work<InventoryScope> {}
