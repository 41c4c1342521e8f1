import type { Shipment } from '../src/domain/shipment.ts';

export const orderId = '019a4c1e-7d00-7000-8000-000000000001';
export const anotherId = '019a4c1e-7d00-7000-8000-000000000002';

export const to = { name: 'Ada Example', address: '1 Sample Street, 12345 Sampleton' };
export const lines = [
  { article: 'mug', quantity: 2 },
  { article: 'teapot', quantity: 1 },
];

export function aShipment(id = orderId): Shipment {
  return { orderId: id, to, lines };
}
