import { defineService } from '@holdfast/system-model';
import {
  CommitStock,
  ReleaseStock,
  ReservationLost,
  ReserveStock,
  StockCommitted,
  StockRefused,
  StockReleased,
  StockReserved,
} from '@shop/contracts-inventory';
import { ShipmentDispatched } from '@shop/contracts-shipping';

export default defineService({
  name: 'inventory',
  team: 'warehouse',
  port: 4002,
  takes: [ReserveStock, ReleaseStock, CommitStock],
  publishes: [StockReserved, StockRefused, StockReleased, StockCommitted, ReservationLost],
  consumers: {
    'inventory.stock': [ReserveStock, ReleaseStock, CommitStock],
    'inventory.shipments': [ShipmentDispatched],
  },
});
