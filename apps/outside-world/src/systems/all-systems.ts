import { cardProvider } from './card-provider.ts';
import { carrier } from './carrier.ts';
import { mail } from './mail.ts';
import type { OutsideSystem } from './outside-system.ts';
import { risk } from './risk.ts';

export const allSystems: readonly OutsideSystem[] = [risk, cardProvider, mail, carrier];
