/**
 * Loading this module lets Node run TypeScript that its own type stripping cannot: decorators, their metadata and
 * parameter properties. It is for development: `node --conditions=@holdfast/source --import @holdfast/source-loader src/main.ts`.
 * Production runs `dist` and never loads it.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, setSourceMapsSupport } from 'node:module';
import { fileURLToPath } from 'node:url';
import { offerDecoratorHelpers } from './decorator-helpers.ts';
import { needsTransform } from './needs-transform.ts';
import { transform } from './transform.ts';

offerDecoratorHelpers();
// A transformed file has other lines than its source; with this, stack traces name the lines of the source.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });
// In the same thread: a service has no second thread to wait for at its start.
registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith('file:') || !url.endsWith('.ts')) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const source = readFileSync(file, 'utf8');
    if (!needsTransform(file, source)) return nextLoad(url, context);
    return { format: 'module', source: transform(file, source), shortCircuit: true };
  },
});
