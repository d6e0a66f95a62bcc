/**
 * The rooms of the house: every folder that holds sources, in one sentence, lowest first in its layer. A room imports
 * only rooms before it in its own layer; what a layer may import of another stands in .dependency-cruiser.cjs. The
 * tables of docs/architecture.md are written from here (`node scripts/rooms.mjs --write`), and scripts/walls.mjs holds
 * both to it.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { architecture, withRooms } from './pages.mjs';
import { isProgram, root, runScript, say } from './say.mjs';

/** @typedef {{ name: string, holds: string }} Room name: the folder inside its layer; '.' is the layer's own folder */
/** @typedef {{ layer: string, holds: string, rooms: readonly Room[] }} Layer */

/** @param {string} layer @param {string} holds @param {Record<string, string>} rooms @returns {Layer} */
const layer = (layer, holds, rooms) => ({
  layer,
  holds,
  rooms: Object.entries(rooms).map(([name, says]) => ({ name, holds: says })),
});

/** A room with more files than this has become two. */
export const mostFiles = 26;

/** @type {readonly Layer[]} */
export const layers = [
  layer(
    'engine',
    'The one idea: a step can look, judge, apply and undo. Pure: no package, no clock, no disk.',
    {
      model: 'What a recipe is made of: facts, steps, questions, problems, secrets and the profile.',
      journal: 'What a run wrote down, and the state that follows from it.',
      view: 'What a reader sees: cards, the report, the rows of an undo, the connection profile.',
      run: 'The readings of the steps: inspect, plan, execute and wait.',
      undo: 'The reading backward: whose a thing is, and putting back what a run made.',
    },
  ),
  layer('microsoft', 'How to talk to Microsoft. Recipes see its contract and nothing else.', {
    contract: 'The types recipes may use: nouns with verbs, no addresses.',
    http: 'One request on the wire: the exchange, its faults, the clouds, and text made fit to show.',
    problems: "Microsoft's errors as problems a person can act on.",
    clients: 'The official clients over one network seam, and the evidence of what they asked.',
    entra: 'Applications, service principals, credentials, consent and people in Microsoft Entra.',
    azure: 'Workspaces, roles, key vaults, playbooks, deployments and queries in Azure.',
    sessions: 'Signing in: a person, the Azure CLI, a pipeline, or the application itself.',
    '.': 'Everything above, joined for the person who is signed in.',
  }),
  layer('recipes', 'What should be true of a tenant, vendor by vendor.', {
    catalogue: 'The facts steps share, and the APIs, permissions and roles they name, each with its source.',
    'sign-in': 'Who is signed in, and which rights they hold or could activate.',
    workspaces: 'Finding workspaces, assigning roles on them, and what limits access to them.',
    ingestion: 'Proof that data can be read, as the application, and how late it arrives.',
    playbooks: 'Deploying, connecting and enabling playbooks.',
    'playbook-updates': 'What a vendor has published since the template that is pinned.',
    'playbook-definitions':
      "What is wrong in a vendor's playbook as published, and the change that mends it.",
    'playbook-test': 'Playbooks seen at work: a test incident, what it has to find, and why a run ended.',
    'key-vault': 'A key vault, who can read it, and what is stored in it.',
    credentials: 'Secrets, certificates and federated credentials: created, rotated, retired.',
    profile: 'Whether the connection profile is complete, and which dated changes concern it.',
    owners: 'Who owns the application.',
    application: 'The application, its permissions, consent and sign-in settings.',
    'dropzone-sentinel': "Dropzone AI's questions and form, held against its document.",
    'intezer-playbooks': "Intezer's questions and what is left to do there, held against its document.",
    '.': 'The recipes themselves, one file a vendor.',
    scenarios: 'Specs over whole recipes, and the lab they run in.',
    oracle: 'An oracle that knows nothing of the product, and the tenants on which a check agrees with it.',
  }),
  layer('practice', 'A practice tenant that imitates Microsoft at the wire. It imports nothing of ours.', {
    core: 'What every service stands on: the store, the clock, ids, routing and faults.',
    'kql/values': 'Values of KQL, their types, comparisons and arithmetic.',
    'kql/functions': 'Scalar functions of KQL.',
    kql: 'Evaluation of KQL queries, parsed by the official grammar.',
    telemetry: 'The records of a workspace, day by day.',
    entra: 'Microsoft Graph: the directory, its rights and its errors.',
    login: 'The sign-in service: authorization, tokens and consent.',
    arm: 'Azure Resource Manager: envelopes, scopes, versions and errors.',
    rbac: 'Role definitions, assignments, conditions and what they allow.',
    resources: 'Resource providers, resources, Azure Policy and Resource Graph.',
    'key-vault': 'Vaults, deleted vaults and their secrets.',
    playbooks: 'The playbooks of the published template, and how they behave.',
    'api-connections': 'API connections and the consent they need.',
    'logic-apps': 'Workflows, their triggers, runs and actions.',
    sentinel: 'Onboarding, incidents, comments and automation rules.',
    'log-analytics': 'Workspaces and their query API.',
    deployments: 'ARM templates: reading, validating, what-if and deploying.',
    tenants: 'The companies one can practice with.',
    server: 'The tenant, in this process or behind a proxy, and its control endpoint.',
    catalogue: 'What is imitated, with its source, or the word assumed.',
    recorded: 'What other programs asked of a practice tenant, recorded to be held against.',
    '.': 'The doors of the package: what `exports` in its package.json leads to.',
  }),
  layer('host', 'What window and command line both need of the machine.', {
    input: 'Text and files from outside, read strictly and refused by name.',
    storage: 'The home folder: journals, locks, vaults and the key store.',
    profile: 'The connection profile as a file, its schema and its calendar.',
    'profile/renderings': 'The connection profile in other languages: Bicep, Terraform, shell, YAML.',
    kql: 'The one guard of queries, on their syntax tree, and the thread it runs in.',
    report: 'The report of a run, as JSON and HTML.',
    '.': 'The host the engine asks: clock, ids and randomness.',
  }),
  layer('app', 'What window and command line both do, once.', {
    '.': 'Opening a practice tenant, composing a run or an undo, and giving a profile out.',
  }),
  layer('preload', 'The contract between the page and the desktop process.', {
    '.': 'The contract and its bridge.',
  }),
  layer('main', 'The desktop process.', {
    window: 'The window, its memory, its files and the locks on every page.',
    ipc: 'The wire to the page: payloads checked, senders checked, replies bounded.',
    session: 'What one window holds: who is signed in, the run under way, the secrets held.',
    'ipc-handlers': 'What each call of the page does.',
    start: 'Starting the app, or refusing to.',
  }),
  layer('renderer', 'The page. It sees the contract and the pure engine.', {
    format: 'Numbers, spans and times in the words of the page.',
    model: 'Pure functions behind the pages.',
    state: 'The one store, and what changes it.',
    ui: 'Parts that any page can use and that import no page.',
    fields: 'One field for each kind of question.',
    problems: 'A problem, its page and its ways out.',
    shows: "The engine's vocabulary drawn: lists, charts, changes, forms.",
    dialogs: 'Dialogs over a page.',
    frame: 'What surrounds every page.',
    'pages/run': 'Run.',
    'pages/welcome': 'Welcome.',
    'pages/sign-in': 'Sign in.',
    'pages/questions': 'Questions.',
    'pages/done': 'Done.',
    'pages/check': 'Check.',
    'pages/application': 'Check by client ID.',
    'pages/profile': 'Profile.',
    'pages/report': 'Report.',
    'pages/review': 'Review.',
    'pages/undo': 'Undo.',
    pages: 'Pages that are loaded once Welcome is shown.',
    app: 'The application: which page, with which theme.',
    gallery: 'Every page and every word, drawn from fixtures. Never in the product.',
  }),
  layer('cli', 'The command line.', {
    args: 'What was typed, parsed and judged.',
    output: 'What is printed, and for whom.',
    commands: 'What each command does.',
    verdicts: 'What the program says in unusual tenants, as commands anybody can repeat.',
    earlier: 'Homes that earlier versions wrote, kept to be opened, continued and undone.',
    '.': 'The program.',
  }),
];

/**
 * The room a file stands in.
 * @param {string} file from the top of the checkout
 * @returns {{ layer: Layer, room: Room | undefined } | undefined} undefined outside the layers
 */
export function roomOf(file) {
  const [first = '', ...rest] = file.split('/');
  const found = layers.find(({ layer }) => layer === first);
  if (found === undefined) return undefined;
  const folder = rest.slice(0, -1).join('/') || '.';
  return { layer: found, room: found.rooms.find(({ name }) => name === folder) };
}

/**
 * What stands in the wrong place: sources outside every room, imports upward, rooms that are too full.
 * @param {readonly import('./spec-kinds.mjs').Module[]} modules
 * @param {readonly string[]} typeImports `from to` of imports of types, which the graph leaves out
 * @returns {readonly { rule: string, comment: string, from: string, to: string }[]}
 */
export function misplaced(modules, typeImports = []) {
  /** @type {{ rule: string, comment: string, from: string, to: string }[]} */
  const wrong = [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { source, imports } of modules) {
    const here = roomOf(source);
    if (here === undefined) continue;
    if (here.room === undefined) {
      const comment =
        'This folder is no room: give it a sentence in scripts/rooms.mjs, or the file another folder.';
      wrong.push({ rule: 'every-folder-is-a-room', comment, from: source, to: path.dirname(source) });
      continue;
    }
    const key = path.dirname(source);
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (/\.spec(?:-kit)?\.tsx?$/u.test(source)) continue;
    const types = typeImports
      .filter((each) => each.startsWith(`${source} `))
      .map((each) => each.split(' ')[1] ?? '');
    for (const target of [...imports, ...types]) {
      const there = roomOf(target);
      if (there?.layer !== here.layer || there.room === undefined) continue;
      if (here.layer.rooms.indexOf(there.room) <= here.layer.rooms.indexOf(here.room)) continue;
      const comment = `${key} comes before ${path.dirname(target)} in scripts/rooms.mjs, so it does not import it.`;
      wrong.push({ rule: 'rooms-import-downward', comment, from: source, to: target });
    }
  }
  for (const [folder, count] of counts) {
    if (count <= mostFiles) continue;
    const comment = `${count} files: a room with more than ${mostFiles} has become two.`;
    wrong.push({ rule: 'rooms-are-small', comment, from: folder, to: folder });
  }
  return wrong;
}

/** @returns {Promise<number>} the exit code */
async function writeRooms() {
  const page = path.join(root, architecture);
  const text = await readFile(page, 'utf8');
  const now = withRooms(text, layers);
  if (now === text) return 0;
  if (!process.argv.includes('--write')) {
    console.error(`✗ ${architecture} is stale. Type: node scripts/rooms.mjs --write`);
    return 1;
  }
  await writeFile(page, now);
  say(`${architecture} has the rooms of now.`);
  return 0;
}

if (isProgram(import.meta.url)) await runScript(writeRooms);
