import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { practiceTenant, signInAsPerson } from '@sentinel-onboarding/practice';
import { parseHere, worldOf } from '../app/queries.ts';
import type { Entry } from '../engine/journal/journal.ts';
import { answeredBy, parseAnswers } from '../engine/model/answers.ts';
import { run, verdict } from '../engine/run/run.ts';
import { machineClock, uuidFor } from '../host/host.ts';
import { sha256 } from '../host/storage/seal.ts';
import { keylessVault } from '../host/storage/vault.ts';
import { roundTrips } from '../microsoft/clients/round-trips.ts';
import { connect } from '../microsoft/connect.ts';
import { signIn } from '../microsoft/sessions/sign-in.ts';
import { recipes } from '../recipes/index.ts';

/** Milliseconds the practice tenant takes to answer. */
export const latencyMs = 100;

/** What the job costs after sign-in: HTTP requests, the longest chain of them, and the time beside that chain's. */
export interface DropzoneCost {
  readonly requests: number;
  readonly roundTrips: number;
  readonly wallMs: number;
  /** Wall time over round trips times latency. */
  readonly wallOverLatency: number;
}

/**
 * The Dropzone set-up on a fresh practice tenant without lag, planning and reading back included: from the questions
 * (which workspaces are there?) to the proof.
 * @throws where a block step is not met: a figure of a set-up that does not work is none
 */
export async function dropzoneCost(): Promise<DropzoneCost> {
  const tenant = practiceTenant('fresh', { lagSeconds: 0, latencyMs: 0 });
  const sent: { startedMs: number; endedMs: number }[] = [];
  let latency = 0;
  // The tenant works while the response travels, as a real one does: a response takes as long as it takes.
  const fetch = async (request: Request): Promise<Response> => {
    const startedMs = performance.now();
    const [response] = await Promise.all([tenant.fetch(request), wait(latency)]);
    sent.push({ startedMs, endedMs: performance.now() });
    return response;
  };
  const session = await signIn({
    fetch,
    cloud: tenant.cloud,
    tenant: tenant.tenantId,
    how: 'browser',
    openBrowser: (url) => signInAsPerson(tenant, url),
  });
  latency = latencyMs;
  sent.length = 0;
  const microsoft = connect({
    fetch,
    cloud: tenant.cloud,
    signIn: session,
  });
  const began = performance.now();

  const recipe = recipes.find(({ id }) => id === 'dropzone-sentinel');
  if (recipe === undefined) throw new Error('The recipe is gone.');
  const asks = await recipe.choose(worldOf(microsoft, parseHere));
  const read = parseAnswers(asks, {});
  if ('refusals' in read) throw new Error(`The defaults do not lead to a set-up: ${JSON.stringify(read)}`);
  const entries: Entry[] = [];
  const { picture } = await run({
    recipe,
    intent: 'set-up',
    answers: read.answers,
    answered: answeredBy(read.answers),
    secretAnswers: {},
    world: worldOf(microsoft, parseHere),
    host: {
      ...machineClock,
      newId: randomUUID,
      hash: sha256,
      uuidFor,
      vault: keylessVault({ dir: '' }),
      append: async (entry) => void entries.push(entry),
    },
    tenant: {
      tenantId: tenant.tenantId,
      tenantName: tenant.tenantName,
      cloud: tenant.cloud,
      practice: true,
      account: session.account.userName,
    },
    runId: randomUUID(),
    earlier: [],
    approve: async () => 'yes',
    onEntry: () => undefined,
    signal: new AbortController().signal,
  });
  const wallMs = performance.now() - began;
  if (verdict(picture) !== 0) {
    const not = picture.steps
      .filter(({ is }) => is !== 'met')
      .map(({ heading, is }) => `${heading.id}: ${is}`);
    throw new Error(`The set-up did not end met: ${not.join(', ')}`);
  }
  const trips = roundTrips(sent);
  return { requests: sent.length, roundTrips: trips, wallMs, wallOverLatency: wallMs / (trips * latencyMs) };
}
