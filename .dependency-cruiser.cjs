/**
 * The walls between the layers (docs/decisions/0004-walls.md). Each comment is the sentence a contributor reads
 * when they run into one. Specs may look anywhere; scripts/ and e2e/ may too, but nothing looks at them.
 */
const ours = '^(?:engine|recipes|microsoft|practice|host|app|main|preload|renderer|cli|e2e|scripts)/';
/** Specs, and what specs share: `*.spec-kit.ts`. */
const spec = '\\.spec(?:-kit)?\\.tsx?$';
const sdk = '(?:^|node_modules/)@(?:azure|microsoft)/';
const electron = '(?:^|node_modules/)electron(?:/|$)';

/** How scripts/walls.mjs spells an import of types in the mirror that is cruised. */
const typeOnly = ['exotic-require'];

/** From a layer, leaving out its specs. */
const from = (layer) => ({ path: `^${layer}/`, pathNot: spec });

module.exports = {
  forbidden: [
    {
      name: 'engine-imports-nothing',
      comment:
        'engine/ is pure: no package, no Node built-in, no other layer. Ask for it through engine/run/host.ts.',
      severity: 'error',
      from: from('engine'),
      to: { pathNot: '^engine/' },
    },
    {
      name: 'microsoft-imports-engine-and-sdks',
      comment:
        'microsoft/ knows how to talk to Microsoft and what the words mean (engine/), and none of those above it.',
      severity: 'error',
      from: from('microsoft'),
      to: { path: ours, pathNot: '^(?:microsoft|engine)/' },
    },
    {
      name: 'only-microsoft-imports-sdks',
      comment:
        "A Microsoft SDK is imported in microsoft/ only; everyone else talks to microsoft/contract/microsoft.ts's nouns and verbs.",
      severity: 'error',
      from: { path: '^(?:engine|recipes|practice|host|app|main|preload|renderer|cli)/', pathNot: spec },
      to: { path: sdk },
    },
    {
      name: 'recipes-declare',
      comment:
        'recipes/ say what should be true: they import engine/ and the types of microsoft/contract/, nothing else.',
      severity: 'error',
      from: from('recipes'),
      to: { pathNot: ['^recipes/', '^engine/', '^microsoft/contract/'] },
    },
    {
      name: 'recipes-see-types-of-microsoft',
      comment:
        "A recipe is handed its Microsoft by the run: import the type, not the value (`import type … from '../microsoft/microsoft.ts'`).",
      severity: 'error',
      from: from('recipes'),
      to: { path: '^microsoft/', dependencyTypesNot: typeOnly },
    },
    {
      name: 'preload-is-a-doorway',
      comment:
        'preload/ holds the contract and exposes it: of ours it imports engine/ only, besides Electron nothing.',
      severity: 'error',
      from: from('preload'),
      to: { pathNot: ['^preload/', '^engine/', electron, '^electron$'] },
    },
    {
      name: 'preload-sees-types-of-engine',
      comment: 'preload/ runs in front of the page and takes no decisions: of engine/ it imports types.',
      severity: 'error',
      from: from('preload'),
      to: { path: '^engine/', dependencyTypesNot: typeOnly },
    },
    {
      name: 'renderer-sees-the-contract-and-engine',
      comment:
        'renderer/ knows the doorway (preload/contract.ts) and the pure engine/, and no other layer of ours.',
      severity: 'error',
      from: from('renderer'),
      to: { path: ours, pathNot: ['^renderer/', '^engine/', '^preload/contract\\.ts$'] },
    },
    {
      name: 'renderer-has-no-node',
      comment: 'renderer/ runs in a sandboxed page: no Node built-in and no Electron.',
      severity: 'error',
      from: from('renderer'),
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'renderer-has-no-electron',
      comment: 'renderer/ runs in a sandboxed page: no Node built-in and no Electron.',
      severity: 'error',
      from: from('renderer'),
      to: { path: [electron, '^electron$'] },
    },
    {
      name: 'nobody-imports-main',
      comment: 'main/ composes the desktop application; nothing imports it.',
      severity: 'error',
      from: { path: ours, pathNot: ['^main/', spec, '^(?:e2e|scripts)/'] },
      to: { path: '^main/' },
    },
    {
      name: 'nobody-imports-cli',
      comment: 'cli/ composes the command line; nothing imports it.',
      severity: 'error',
      from: { path: ours, pathNot: ['^cli/', spec, '^(?:e2e|scripts)/'] },
      to: { path: '^cli/' },
    },
    {
      name: 'only-the-window-imports-electron',
      comment: 'Electron is imported in main/ and preload/ only: everything else also runs without a window.',
      severity: 'error',
      from: { path: '^(?:engine|recipes|microsoft|practice|host|app|renderer|cli)/', pathNot: spec },
      to: { path: [electron, '^electron$'] },
    },
    {
      name: 'host-stands-under-both',
      comment: 'host/ is what window and command line both stand on: of ours it imports engine/ only.',
      severity: 'error',
      from: from('host'),
      to: { path: ours, pathNot: '^(?:host|engine)/' },
    },
    {
      name: 'app-is-of-both',
      comment:
        'app/ is what window and command line both do: it knows neither of them, and draws and prints nothing.',
      severity: 'error',
      from: from('app'),
      to: { path: ours, pathNot: '^(?:app|engine|recipes|microsoft|practice|host)/' },
    },
    {
      name: 'practice-is-an-island',
      comment: 'practice/ imports nothing of ours: two ends of a wire that share code share its mistakes.',
      severity: 'error',
      from: from('practice'),
      to: { path: ours, pathNot: '^practice/' },
    },
    {
      name: 'the-oracle-knows-nothing-of-us',
      comment:
        'recipes/oracle/oracle.spec-kit.ts decides from what a practice tenant holds: whoever shares code with a recipe shares its mistakes.',
      severity: 'error',
      from: { path: '^recipes/oracle/oracle\\.spec-kit\\.ts$' },
      to: { path: ours, pathNot: '^practice/' },
    },
    {
      name: 'only-main-and-cli-practice',
      comment:
        'practice/ is given to a run by app/, main/ or cli/; no other layer may know whether Microsoft is imitated.',
      severity: 'error',
      from: { path: ours, pathNot: ['^(?:practice|app|main|cli|e2e|scripts)/', spec] },
      to: { path: '^practice/' },
    },
    {
      name: 'practice-by-its-name',
      comment:
        'practice/ is a package: import @sentinel-onboarding/practice, or another of the doors in practice/package.json, not a file by its path.',
      severity: 'error',
      from: { path: ours, pathNot: '^practice/' },
      to: { path: '^practice/', dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'nobody-imports-tooling',
      comment: 'scripts/ and e2e/ stand outside the product; nothing imports them.',
      severity: 'error',
      from: {
        path: '^(?:engine|recipes|microsoft|practice|host|app|main|preload|renderer|cli)/',
        pathNot: spec,
      },
      to: { path: '^(?:scripts|e2e)/' },
    },
    {
      name: 'nobody-imports-specs',
      comment:
        'What specs share (*.spec-kit.ts) is for specs: it may look anywhere, so nothing of the product may reach it.',
      severity: 'error',
      from: { path: ours, pathNot: [spec, '^(?:e2e|scripts)/'] },
      to: { path: spec },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one thing, or hide a third: find it.',
      severity: 'error',
      from: { path: ours },
      to: { circular: true },
    },
    {
      name: 'nothing-missing',
      comment: 'Every import leads somewhere; one that does not also hides from the other walls.',
      severity: 'error',
      from: { path: ours },
      to: { couldNotResolve: true, pathNot: ['^electron$', '\\?'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^dist/', '^\\.cache/'] },
    // Needs @swc/core: without it not one TypeScript file is cruised, and that is called success.
    parser: 'swc',
    exoticRequireStrings: ['typeOnly'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
