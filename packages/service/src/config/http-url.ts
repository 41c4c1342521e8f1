import { z } from 'zod';

/** An address that `fetch` can be given. */
export const httpUrl = z.url({ protocol: /^https?$/, error: 'expected http://host:port/path, or https' });
