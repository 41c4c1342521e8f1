import { fileURLToPath } from 'node:url';

/** The folder of this checkout. The same from `src` and from `dist`. */
export const cloneRoot = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');
