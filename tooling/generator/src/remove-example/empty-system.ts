/** `system.ts` of a system that has nothing yet. */
export const emptySystem = `import { defineSystem } from '@holdfast/system-model';
import { services } from './system.services.ts';

export default defineSystem({
  name: 'my-system',
  teams: {},
  services,
  steps: [],
});
`;
