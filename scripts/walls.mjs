/**
 * Holds the walls between the layers: .dependency-cruiser.cjs has the rules, each with its reason.
 *
 * dependency-cruiser reads TypeScript with TypeScript's own interface, which version 7 does not have, and its
 * substitute knows neither JSX nor which imports are types. So the imports are read here, with a parser that
 * knows all three, and it is given a mirror of the tree that holds nothing but imports; types are spelt
 * `typeOnly('…')` in it. See docs/decisions/0004-walls.md.
 */
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { cruise } from 'dependency-cruiser';
import { parseSync, Visitor } from 'oxc-parser';
import { stalePages } from './pages.mjs';
import { layers as houseLayers, misplaced } from './rooms.mjs';
import { CannotGoOn, isProgram, root, runScript, sourceFolders } from './say.mjs';
import { misnamedSpecs } from './spec-kinds.mjs';

/** @typedef {{ rule: string, comment: string, from: string, to: string }} Violation */
/** @typedef {{ modules: number, violations: readonly Violation[], graph: readonly import('./spec-kinds.mjs').Module[] }} Cruised */

const layers = [...sourceFolders, 'e2e', 'scripts'];
const isSource = (/** @type {string} */ file) => /\.(?:[cm]?ts|tsx|[cm]js)$/u.test(file);

/**
 * What a source imports, as a program that holds nothing else.
 * @param {string} file its name decides whether it is TypeScript, JSX or both
 * @param {string} text
 */
export function importsOf(file, text) {
  const { program, errors } = parseSync(file, text);
  const [wrong] = errors;
  if (wrong) throw new CannotGoOn(`${file} cannot be read: ${wrong.message}`);
  /** @type {string[]} */
  const lines = [];
  const value = (/** @type {string} */ target) => lines.push(`import ${JSON.stringify(target)};`);
  const type = (/** @type {string} */ target) => lines.push(`typeOnly(${JSON.stringify(target)});`);
  new Visitor({
    // `import { type X }` leaves an import behind at run time; only `import type` is gone.
    ImportDeclaration: (node) => (node.importKind === 'type' ? type : value)(node.source.value),
    ExportAllDeclaration: (node) => (node.exportKind === 'type' ? type : value)(node.source.value),
    ExportNamedDeclaration: (node) => {
      if (node.source) (node.exportKind === 'type' ? type : value)(node.source.value);
    },
    TSImportType: (node) => type(node.source.value),
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') value(String(node.source.value));
    },
    CallExpression: (node) => {
      const [first] = node.arguments;
      if (node.callee.type !== 'Identifier' || node.callee.name !== 'require') return;
      if (first?.type === 'Literal') value(String(first.value));
    },
  }).visit(program);
  return lines.join('\n');
}

/** @param {string} folder @param {string} mirror */
async function mirrorImports(folder, mirror) {
  await mkdir(path.join(mirror, path.basename(folder)), { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const copy = path.join(mirror, path.relative(path.dirname(folder), file));
    await mkdir(path.dirname(copy), { recursive: true });
    await writeFile(copy, isSource(file) ? importsOf(file, await readFile(file, 'utf8')) : '');
  }
}

/**
 * The packages of this repository: linked as npm links them, so that an import by name leads to the folder itself. What
 * else a package.json holds is not of interest here; the product's own version is read from the top one.
 * @param {string} top @param {string} mirror
 */
async function mirrorPackages(top, mirror) {
  const read = await readFile(path.join(top, 'package.json'), 'utf8').then(JSON.parse, () => ({}));
  const workspaces = /** @type {readonly string[]} */ (read.workspaces ?? []);
  await writeFile(path.join(mirror, 'package.json'), JSON.stringify({ workspaces }));
  for (const folder of workspaces) {
    const manifest = path.join(top, folder, 'package.json');
    const { name } = JSON.parse(await readFile(manifest, 'utf8'));
    const link = path.join(mirror, 'node_modules', name);
    await copyFile(manifest, path.join(mirror, folder, 'package.json'));
    await mkdir(path.dirname(link), { recursive: true });
    await symlink(path.join(mirror, folder), link, 'dir');
  }
}

/**
 * Cruises every layer there is.
 * @param {string} top the folder that holds the layers
 * @returns {Promise<Cruised>} modules counts ours, not packages
 */
export async function cruiseWalls(top) {
  const rules = createRequire(import.meta.url)('../.dependency-cruiser.cjs');
  await mkdir(path.join(root, '.cache'), { recursive: true });
  // Inside the checkout, so that packages are found where the sources find them.
  const mirror = await mkdtemp(path.join(root, '.cache', 'walls-'));
  try {
    const there = new Set(await readdir(top));
    const held = layers.filter((layer) => there.has(layer));
    for (const layer of held) await mirrorImports(path.join(top, layer), mirror);
    if (held.length === 0) return { modules: 0, violations: [], graph: [] };
    await mirrorPackages(top, mirror);
    const { forbidden, options } = rules;
    const { output } = await cruise(
      held,
      { ...options, baseDir: mirror, validate: true, ruleSet: { forbidden } },
      options.enhancedResolveOptions,
    );
    if (typeof output === 'string')
      throw new CannotGoOn('dependency-cruiser answered in words, not in figures.');
    const ours = output.modules.filter(({ source }) => held.some((layer) => source.startsWith(`${layer}/`)));
    const violations = output.summary.violations.map(({ rule, from, to }) => ({
      rule: rule.name,
      comment: commentOf(forbidden, rule.name),
      from,
      to,
    }));
    const graph = ours.map(({ source, dependencies }) => ({
      source,
      imports: dependencies
        .filter(({ dependencyTypes }) => !dependencyTypes.includes('exotic-require'))
        .map(({ resolved, module, coreModule }) => (coreModule ? module : resolved)),
    }));
    const misnamed = misnamedSpecs(graph).map(({ file, named, touched }) => ({
      rule: 'specs-are-named-for-what-they-touch',
      comment: `Its name says ${named}, and by what it touches it is ${touched}: scripts/spec-kinds.mjs says why.`,
      from: file,
      to: touched,
    }));
    const typeImports = ours.flatMap(({ source, dependencies }) =>
      dependencies
        .filter(({ dependencyTypes }) => dependencyTypes.includes('exotic-require'))
        .map(({ resolved }) => `${source} ${resolved}`),
    );
    const inRooms =
      top === root ? [...misplaced(graph, typeImports), ...(await stalePages(root, houseLayers))] : [];
    return { modules: ours.length, violations: [...violations, ...misnamed, ...inRooms], graph };
  } finally {
    await rm(mirror, { recursive: true, force: true });
  }
}

/** @param {readonly { name: string, comment: string }[]} forbidden @param {string} name */
const commentOf = (forbidden, name) => forbidden.find((rule) => rule.name === name)?.comment ?? name;

/** @param {Omit<Cruised, 'graph'>} seen @returns {number} the exit code */
export function reportWalls({ modules, violations }) {
  for (const { rule, comment, from, to } of violations)
    console.error(`✗ ${from} → ${to}\n  ${comment} (${rule})`);
  console.log(`walls: ${modules} modules cruised, ${violations.length} violations`);
  if (modules > 0) return violations.length === 0 ? 0 : 1;
  console.error('✗ Not one module was cruised, so nothing was shown.');
  return 1;
}

if (isProgram(import.meta.url)) {
  await runScript(async () => reportWalls(await cruiseWalls(path.resolve(process.argv[2] ?? root))));
}
