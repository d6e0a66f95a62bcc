/**
 * `npm run practice:template -- PATH`: the specs of playbooks on the vendor's own template, which is nobody's to hand
 * on and therefore not kept here. Fetch it from the address in microsoft/http/published.ts.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { CannotGoOn, isProgram, localProgram, root, runScript, say, show } from './say.mjs';

/** Every spec that deploys, changes or plays playbooks as they are published. */
const specs = [
  'practice/playbooks/published',
  'recipes/scenarios/intezer-playbooks',
  'recipes/scenarios/playbook-steps',
  'recipes/scenarios/deploy-playbooks',
  'recipes/scenarios/deployment-allowed',
  'recipes/scenarios/rule-conditions',
  'recipes/key-vault',
];

/**
 * @param {string | undefined} file
 * @returns {Promise<number>} vitest's exit code
 */
async function runOnTemplate(file) {
  const usage = 'npm run practice:template -- azuredeploy.json';
  if (file === undefined) throw new CannotGoOn('Say where the template is.', usage);
  const text = await readFile(file).catch(() => undefined);
  if (text === undefined) throw new CannotGoOn(`${file} cannot be read.`, usage);
  const pinned = /sha256: '([0-9a-f]{64})'/u.exec(
    await readFile(path.join(root, 'microsoft/http/published.ts'), 'utf8'),
  )?.[1];
  const hash = createHash('sha256').update(text).digest('hex');
  if (hash !== pinned) throw new CannotGoOn(`${file} is not the pinned template: its SHA-256 is ${hash}.`);
  say(`The specs of playbooks on the template of SHA-256 ${hash}`);
  return show(localProgram('vitest'), ['run', '--project=tenants', ...specs], {
    env: { PLAYBOOK_TEMPLATE: path.resolve(file) },
  });
}

if (isProgram(import.meta.url)) await runScript(() => runOnTemplate(process.argv[2]));
