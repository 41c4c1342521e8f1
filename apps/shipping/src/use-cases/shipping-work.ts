import type { SaysOf } from '@holdfast/system-model';
import { Work, type Scope } from '@holdfast/work';
import type shipping from '../../service.ts';
import type { ShipmentStore } from './shipment-store.ts';

export type ShippingScope = Scope<{ shipments: ShipmentStore }, SaysOf<typeof shipping>>;

export class ShippingWork extends Work<ShippingScope> {}
