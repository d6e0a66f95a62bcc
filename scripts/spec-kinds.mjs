/**
 * The three kinds of spec, by what they touch: `x.spec.ts` nothing outside its own modules, `x.tenant.spec.ts` a
 * sample tenant in the same process, `x.program.spec.ts` the machine: programs, files, the whole command line. What a
 * spec touches decides, and its name must say it: vitest.config.ts sorts by name.
 */

/** @typedef {{ source: string, imports: readonly string[] }} Module imports: paths of ours, names of packages */

const isSpec = (/** @type {string} */ file) => /\.spec\.tsx?$/u.test(file) && !file.startsWith('e2e/');
const isKit = (/** @type {string} */ file) => /\.spec-kit\.tsx?$/u.test(file);

/** A practice tenant, and the server that lets other programs reach one. */
const tenant = 'practice/server/tenant.ts';
const served = 'practice/server/serve.ts';
const startsPrograms = /^(?:node:)?(?:child_process|worker_threads)$/u;
const touchesTheMachine = /^(?:node:)?(?:fs|fs\/promises|http|https|net|tls|child_process|worker_threads)$/u;
const workedOnTenants = /^(?:practice|recipes|microsoft)\//u;

/** @param {string} file @returns {'unit' | 'tenant' | 'program'} what its name says */
export function namedKind(file) {
  return /\.tenant\.spec\./u.test(file) ? 'tenant' : /\.program\.spec\./u.test(file) ? 'program' : 'unit';
}

/**
 * The kind that what a spec touches makes it: it itself and the kits it stands on, by their own imports, and whatever
 * it reaches for a sample tenant.
 * @param {string} file
 * @param {ReadonlyMap<string, Module>} modules
 */
export function touchedKind(file, modules) {
  const reached = reach(file, modules, () => true);
  const own = [...reach(file, modules, isKit)].flatMap((each) => modules.get(each)?.imports ?? []);
  const startsSome = own.some((name) => startsPrograms.test(name) || name === served);
  if (file.startsWith('cli/') || startsSome) return 'program';
  if (reached.has(tenant)) return 'tenant';
  if (!own.some((name) => touchesTheMachine.test(name))) return 'unit';
  return workedOnTenants.test(file) ? 'tenant' : 'program';
}

/**
 * @param {readonly Module[]} all
 * @returns {readonly { file: string, named: string, touched: string }[]} the specs whose name says another kind
 */
export function misnamedSpecs(all) {
  const modules = new Map(all.map((each) => [each.source, each]));
  return all.flatMap(({ source: file }) => {
    if (!isSpec(file)) return [];
    const [named, touched] = [namedKind(file), touchedKind(file, modules)];
    return named === touched ? [] : [{ file, named, touched }];
  });
}

/**
 * Every file that can be reached over files that `over` lets pass.
 * @param {string} from @param {ReadonlyMap<string, Module>} modules @param {(file: string) => boolean} over
 */
function reach(from, modules, over) {
  const reached = new Set([from]);
  for (const file of reached) {
    for (const next of modules.get(file)?.imports ?? [])
      if (modules.has(next) && over(next)) reached.add(next);
  }
  return reached;
}

/**
 * The specs that a change of these files can touch, the nearest first: the fewest imports away.
 * @param {readonly string[]} changed @param {readonly Module[]} all
 * @returns {readonly string[]}
 */
export function specsNear(changed, all) {
  /** @type {Map<string, string[]>} */
  const importers = new Map();
  for (const { source, imports } of all)
    for (const each of imports) importers.set(each, [...(importers.get(each) ?? []), source]);
  const reached = new Set(changed);
  for (const file of reached) for (const next of importers.get(file) ?? []) reached.add(next);
  return [...reached].filter(isSpec);
}
