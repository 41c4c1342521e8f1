import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dockerAnswers } from '../src/docker/docker-engine.ts';
import { openInfrastructure, startRun } from '../src/index.ts';
import type { Infrastructure, Run } from '../src/index.ts';
import { gardenServices } from './garden.ts';
import { infrastructureBehaviour } from './infrastructure.behaviour.ts';

const root = mkdtempSync(join(tmpdir(), 'holdfast-docker-'));
const workingCopy = fileURLToPath(new URL('../../../', import.meta.url));
let run: Run | undefined;
let infra: Infrastructure | undefined;

// Docker is required where HOLDFAST_REQUIRE says so; the mark makes it count as failed there.
const isRequired = process.env['HOLDFAST_REQUIRE'] === 'docker';
const withoutEngine = `${isRequired ? 'undecided: ' : ''}no Docker engine answers here`;

infrastructureBehaviour('Docker', {
  skipped: (await dockerAnswers(process.env)) ? undefined : withoutEngine,
  open: async () => {
    run = startRun(root, 'behaviour');
    infra = await openInfrastructure({
      root: workingCopy,
      use: 'docker',
      state: join(run.folder, 'state'),
      durable: true,
      kafka: 'required',
      services: gardenServices,
      run,
    });
    return infra;
  },
  close: async () => {
    await infra?.stop();
    await run?.end();
    rmSync(root, { recursive: true, force: true });
  },
});
