import { spawn } from 'node:child_process';
import { expect, it } from 'vitest';
import { BadInput } from './bad-input.ts';
import { slowYaml } from './slow-yaml.spec-kit.ts';
import { parseStrictYaml } from './strict-yaml.ts';

it.runIf(globalThis.process.platform !== 'win32')(
  'Ctrl-C ends the reading of YAML while it goes on, and is heard by who listens',
  () => {
    let heard = false;
    globalThis.process.once('SIGINT', () => {
      heard = true;
    });
    // Reading blocks this process until its deadline: only somebody else can send the signal meanwhile.
    spawn('sh', ['-c', `sleep 0.3; kill -INT ${globalThis.process.pid}`], { stdio: 'ignore' });
    expect(() => parseStrictYaml(slowYaml['quotes'] ?? '', '--answers')).toThrow(BadInput);
    // Nothing else was done since: a signal that waits for its turn is not heard yet.
    expect(heard).toBe(true);
  },
);
