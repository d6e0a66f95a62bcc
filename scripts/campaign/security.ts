/** What a hostile reading of the product tries, over and over: each attempt is made with the product's real code. */
import path from 'node:path';
import fc from 'fast-check';
import { BadInput } from '../../host/input/bad-input.ts';
import { hostileNodeSwitches } from '../../host/input/hostile-node-switches.spec-kit.ts';
import { refuseNodeSettings } from '../../host/input/node-settings.ts';
import { oversizedYaml, slowYaml } from '../../host/input/slow-yaml.spec-kit.ts';
import { parseStrictYaml } from '../../host/input/strict-yaml.ts';
import { believing, damaged, golden, read } from '../../host/storage/damaged-journal.spec-kit.ts';
import {
  channels,
  hostilePayloads,
  isTaken,
  triedPayloads,
  wellMade,
} from '../../main/ipc/hostile-payloads.spec-kit.ts';
import { hostileSwitches, strangers } from '../../main/start/hostile-switches.spec-kit.ts';
import { refusedAtStart } from '../../main/start/refused-start.ts';
import { hostileAddresses, joined, triedAddresses } from '../../main/window/hostile-addresses.spec-kit.ts';
import { type UiFile, uiFileFor } from '../../main/window/ui-files.ts';
import {
  echoes,
  heardBack,
  kinds,
  servicesOf,
  shownForms,
} from '../../microsoft/http/echoed-secrets.spec-kit.ts';
import { say } from '../say.mjs';
import type { Asked } from './asked.ts';
import { decoyFigures } from './decoys.ts';
import { hostileNameFigures } from './hostile-names.ts';

/** Repeats one round after the other, each with a seed of its own, until its share of the time is over. */
function until(ms: number, seed: number, round: (seed: number) => void): void {
  const began = performance.now();
  for (let nth = 0; nth === 0 || performance.now() - began < ms; nth += 1) round(seed + nth);
}

function payloads(ms: number, seed: number) {
  const perChannel: Record<string, number> = {};
  let tried = 0;
  let wrongAccepts = 0;
  until(ms, seed, (each) => {
    const found = triedPayloads(hostilePayloads(each, 10_000));
    for (const [name, count] of Object.entries(found.byChannel)) {
      const shown = channels.some((known) => known === name) ? name : `no such call: ${JSON.stringify(name)}`;
      perChannel[shown] = (perChannel[shown] ?? 0) + count;
      tried += count;
    }
    wrongAccepts += found.wrongAccepts.length;
  });
  const planted = hostilePayloads(seed, 1_000);
  return {
    tried,
    wrongAccepts,
    rightAccepts: channels.filter((channel) => isTaken({ channel, payload: wellMade[channel] })).length,
    channels: channels.length,
    planted: planted.length,
    plantedFound: triedPayloads(planted, () => true).wrongAccepts.length,
    perChannel,
  };
}

function addresses(ms: number, seed: number) {
  const folder = '/app/out/renderer';
  const page = ['/index.html', '/assets/app.js'];
  const files = new Map<string, UiFile>(
    page.map((name) => [name, { file: path.join(folder, name), type: 'x' }]),
  );
  const inside = new Set([...files.values()].map(({ file }) => file));
  const counted = { tried: 0, wronglyServed: 0, rightlyServed: 0 };
  until(ms, seed, (each) => {
    const all = hostileAddresses(each, 10_000);
    const found = triedAddresses(all, inside, (url) => uiFileFor(files, { url, method: 'GET' })?.file);
    counted.tried += all.length;
    counted.wronglyServed += found.wronglyServed.length;
    counted.rightlyServed += found.served;
  });
  const planted = triedAddresses(hostileAddresses(seed, 1_000), inside, (url) => joined(folder, url));
  return { ...counted, plantedFound: planted.wronglyServed.length };
}

function switches(ms: number, seed: number) {
  const counted = { tried: 0, passed: 0 };
  until(ms, seed, (each) => {
    const all = hostileSwitches(each, 10_000);
    counted.tried += all.length;
    counted.passed += all.filter(
      ({ argument, platform }) => refusedAtStart([argument], {}, platform) === undefined,
    ).length;
  });
  const passes = (NODE_OPTIONS: string, execArgv: readonly string[]): boolean => {
    try {
      refuseNodeSettings({ NODE_OPTIONS }, execArgv);
      return true;
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      return false;
    }
  };
  // Planted: a list of what is bad, compared as it is written; and the switches that may pass.
  const plantedFound = hostileSwitches(seed, 1_000).filter(
    ({ argument }) => !strangers.includes(argument),
  ).length;
  return {
    ...counted,
    plantedFound,
    nodeSwitchesTried: 2 * hostileNodeSwitches.length,
    nodeSwitchesPassed: hostileNodeSwitches.filter((each) => passes(each, []) || passes('', each.split(' ')))
      .length,
    harmlessPassed: Number(passes('--max-old-space-size=4096', ['--no-warnings'])),
  };
}

function yaml(ms: number, seed: number) {
  const limitMs = 2_000;
  const counted = { files: 0, slowestMs: 0, slowest: '', over2s: 0 };
  const timed = (name: string, work: () => unknown): void => {
    const began = performance.now();
    try {
      work();
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
    }
    const took = Math.round(performance.now() - began);
    counted.files += 1;
    counted.over2s += took > limitMs ? 1 : 0;
    if (took > counted.slowestMs) Object.assign(counted, { slowestMs: took, slowest: name });
  };
  for (const [name, text] of Object.entries({ ...slowYaml, ...oversizedYaml }))
    timed(name, () => parseStrictYaml(text, 'file'));
  const token = fc.constantFrom(
    '"',
    "'",
    ']',
    '[',
    '{',
    '}',
    '- ',
    '? ',
    ': ',
    '&a ',
    '*a',
    '!',
    '|',
    '>',
    '\n',
    ' ',
    'a',
    '#',
    ',',
    '%',
  );
  const repeated = fc.array(token, { minLength: 1, maxLength: 6 });
  until(ms, seed, (each) => {
    const [parts = []] = fc.sample(repeated, { seed: each, numRuns: 1 });
    const text = parts.join('').repeat(65_000).slice(0, 65_000);
    timed(`${JSON.stringify(parts.join(''))} repeated`, () => parseStrictYaml(text, 'file'));
  });
  const { files, slowestMs, slowest, over2s } = counted;
  // Planted: work without a deadline is seen to be over it.
  timed('planted', () => {
    const began = performance.now();
    while (performance.now() - began <= limitMs + 50);
  });
  return { files, slowestMs, slowest, over2s, plantedFound: counted.over2s - over2s };
}

function journal() {
  const every = Array.from({ length: 256 }, (_, byte) => byte);
  return { ...damaged(golden, every, read), planted: damaged(golden, [0x00, 0x22, 0x31, 0xff], believing) };
}

async function canaries() {
  const counted = { tried: 0, hits: 0, planted: 0, plantedFound: 0 };
  for (const [, wanted, headers, value] of kinds)
    for (const one of servicesOf(wanted))
      for (const [, echo] of echoes) {
        const said = echo(value);
        const shows = (text: string): boolean => shownForms(value).some((form) => text.includes(form));
        counted.tried += 1;
        counted.hits += shows(await heardBack(one, headers, said)) ? 1 : 0;
        counted.planted += 1;
        counted.plantedFound += shows(`${said.body}\n${said.header}`) ? 1 : 0;
      }
  return { ...counted, kinds: kinds.length, echoes: echoes.length };
}

/** @returns figures by kind of attempt, and how many promises did not hold or planted faults were not found */
export async function campaign({ minutes, seed }: Asked) {
  const share = (minutes * 60_000) / 10;
  const part = async <T>(name: string, work: () => T | Promise<T>): Promise<T> => {
    const began = performance.now();
    const found = await work();
    say(`${name}: ${Math.round((performance.now() - began) / 1000)} s`);
    return found;
  };
  const found = {
    payloads: await part('payloads', () => payloads(2 * share, seed)),
    addresses: await part('app:// addresses', () => addresses(share / 2, seed)),
    switches: await part('switches', () => switches(share / 2, seed)),
    yaml: await part('YAML', () => yaml(share, seed)),
    journal: await part('journal', journal),
    decoys: await part('decoys', () => decoyFigures(4 * share, seed)),
    canaries: await part('canaries', canaries),
    hostileNames: await part('hostile names', hostileNameFigures),
  };
  const { payloads: sent, addresses: asked, switches: given, yaml: texts, journal: bytes } = found;
  const { decoys, canaries: echoed } = found;
  const held: readonly boolean[] = [
    sent.wrongAccepts === 0 && sent.plantedFound === sent.planted && sent.rightAccepts === sent.channels,
    asked.wronglyServed === 0 && asked.plantedFound > 0 && asked.rightlyServed > 0,
    given.passed === 0 && given.plantedFound > 0,
    given.nodeSwitchesPassed === 0 && given.harmlessPassed === 1,
    texts.over2s === 0 && texts.plantedFound === 1,
    bytes.throws === 0 && bytes.changedMeanings === 0,
    bytes.planted.throws > 0 && bytes.planted.changedMeanings > 0,
    decoys.touched === 0 && decoys.plantedFound === decoys.planted && decoys.ownTakenAway > 0,
    echoed.hits === 0 && echoed.plantedFound === echoed.planted,
    found.hostileNames.wrong === 0,
  ];
  return { campaign: 'security', seed, minutes, ...found, wrong: held.filter((each) => !each).length };
}
