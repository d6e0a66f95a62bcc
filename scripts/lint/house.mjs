/**
 * The house lints: rules about this product's own words, which no general linter can know.
 * Loaded by .oxlintrc.json; each rule is shown to catch a planted violation in house.program.spec.ts.
 */
import path from 'node:path';

/** The places a secret may leave its wrapper; adding one is a decision, not a convenience. */
const REVEALERS = [
  /^cli\/output\/print\.ts$/u,
  /^host\/storage\/seal\.ts$/u,
  /^host\/profile\/seal-profile\.ts$/u,
  /^host\/storage\/vault\.ts$/u,
  /^main\/session\/secret-clipboard\.ts$/u,
  /^main\/session\/system-fetch\.ts$/u,
  /^microsoft\/azure\/key-vault-secrets\.ts$/u,
  /^microsoft\/azure\/sentinel\.ts$/u,
  /^microsoft\/clients\/network\.ts$/u,
  /^microsoft\/entra\/identity\.ts$/u,
  /^microsoft\/sessions\/application-session\.ts$/u,
  /^microsoft\/sessions\/azure-cli-session\.ts$/u,
];

/** The two ends of the doorway between window and desktop process. */
const DOORWAYS = [/^main\/ipc\/invoke\.ts$/u, /^preload\/preload\.ts$/u];

/** Names that say nothing about what a thing is. */
const EMPTY_WORDS = new Set([
  'manager',
  'helper',
  'helpers',
  'util',
  'utils',
  'service',
  'services',
  'handler',
  'handlers',
  'data',
  'info',
  'process',
]);

/** The layers of the tree; a path is judged from the layer's name on, wherever the checkout lies. */
const LAYERS = 'engine|recipes|microsoft|practice|host|app|main|preload|renderer|cli|e2e|scripts';

/** @typedef {{ filename: string, report(problem: { node: unknown, message: string }): void }} Context */
/** @typedef {{ type: string, name?: string, value?: unknown, [key: string]: any }} Node */

/**
 * The file's path from its layer on, with forward slashes: `microsoft/apps.ts`. A working directory that
 * is the checkout gives it directly; the fallback serves editors that start the linter elsewhere.
 * @param {Context} context
 */
function placeOf({ filename }) {
  const relative = path.relative(process.cwd(), filename).replaceAll('\\', '/');
  if (!relative.startsWith('../')) return relative;
  const found = new RegExp(`(?:^|/)((?:${LAYERS})/.*)$`, 'u').exec(filename.replaceAll('\\', '/'));
  return found?.[1] ?? path.basename(filename);
}

/** @param {string} place */
const isSpec = (place) => /\.spec\.tsx?$/u.test(place);

/** @param {string} place @param {readonly RegExp[]} allowed */
const isAmong = (place, allowed) => allowed.some((pattern) => pattern.test(place));

/** The property's name in `x.name`, `x['name']` and `x?.name`. @param {Node} member */
function propertyName(member) {
  if (member.type !== 'MemberExpression') return undefined;
  const { property } = member;
  return property.type === 'Literal' ? property.value : member.computed ? undefined : property.name;
}

const reveal = {
  /** @param {Context} context */
  create(context) {
    const place = placeOf(context);
    if (isSpec(place) || isAmong(place, REVEALERS)) return {};
    return {
      /** @param {Node} node */
      MemberExpression(node) {
        if (propertyName(node) !== 'reveal') return;
        context.report({
          node,
          message: 'A secret is revealed only in the files this rule names. Pass the Secret on instead.',
        });
      },
      /** `const { reveal } = secret` is the same way out. @param {Node} node */
      ObjectPattern(node) {
        for (const entry of node.properties) {
          if (entry.type !== 'Property' || entry.computed) continue;
          if ((entry.key.name ?? entry.key.value) !== 'reveal') continue;
          context.report({
            node: entry,
            message: 'A secret is not taken apart: pass the Secret on instead.',
          });
        }
      },
    };
  },
};

const rawIpc = {
  /** @param {Context} context */
  create(context) {
    const place = placeOf(context);
    if (isSpec(place) || isAmong(place, DOORWAYS)) return {};
    const message =
      'Raw IPC lives in main/ipc/invoke.ts and preload/preload.ts only, where the sender and every payload are checked. Add a line to preload/contract.ts instead.';
    return {
      /** @param {Node} node */
      Identifier(node) {
        if (node.name === 'ipcMain' || node.name === 'ipcRenderer') context.report({ node, message });
      },
      /** `webContents.send` and `webContents.ipc` reach the same wire without naming it. @param {Node} node */
      MemberExpression(node) {
        const name = propertyName(node);
        if (name !== 'send' && name !== 'ipc' && name !== 'postMessage') return;
        const { object } = node;
        if ((object.name ?? propertyName(object)) === 'webContents') context.report({ node, message });
      },
    };
  },
};

/** `add-permissions` to `addPermissions`. @param {string} kebab */
const camel = (kebab) => kebab.replaceAll(/-(\w)/gu, (_, letter) => letter.toUpperCase());

const nameMatchesFile = {
  /** @param {Context} context */
  create(context) {
    const place = placeOf(context);
    const found = /^recipes\/[a-z-]+\/([a-z0-9-]+)\.(?:step|check)\.ts$/u.exec(place);
    const stem = found?.[1];
    if (stem === undefined) return {};
    const exported = new Set();
    /** @type {Node[]} */
    const ids = [];
    return {
      /** @param {Node} node */
      ExportNamedDeclaration(node) {
        const { declaration } = node;
        if (declaration?.type === 'VariableDeclaration') {
          for (const each of declaration.declarations) exported.add(each.id.name);
        } else if (declaration?.id) exported.add(declaration.id.name);
        for (const each of node.specifiers ?? []) exported.add(each.exported.name);
      },
      /** @param {Node} node */
      CallExpression(node) {
        if (node.callee.name !== 'step' && node.callee.name !== 'check') return;
        const [first] = node.arguments;
        if (first?.type !== 'ObjectExpression') return;
        for (const entry of first.properties) {
          if (entry.type === 'Property' && (entry.key.name ?? entry.key.value) === 'id')
            ids.push(entry.value);
        }
      },
      /** @param {Node} node */
      'Program:exit'(node) {
        if (!exported.has(camel(stem))) {
          context.report({ node, message: `This file is named ${stem}, so it exports ${camel(stem)}.` });
        }
        for (const id of ids) {
          const text = literalStart(id);
          if (text === undefined || text === stem || text.startsWith(`${stem}:`)) continue;
          context.report({
            node: id,
            message: `This file is named ${stem}, so the step's id is '${stem}' or starts with '${stem}:'.`,
          });
        }
      },
    };
  },
};

/** What a string or template literal begins with; undefined when it is computed. @param {Node} node */
function literalStart(node) {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node.type === 'TemplateLiteral') return /** @type {string} */ (node.quasis[0]?.value.cooked);
  return undefined;
}

const sayingNames = {
  /** @param {Context} context */
  create(context) {
    const words = path.basename(context.filename).replace('service-principal', '').split(/[.-]/u);
    const empty = words.find((word) => EMPTY_WORDS.has(word));
    if (empty === undefined) return {};
    return {
      /** @param {Node} node */
      Program(node) {
        context.report({ node, message: `"${empty}" says nothing about what this file is. Name the thing.` });
      },
    };
  },
};

/** Node visits every AsyncLocalStorage ever used at each promise: one for each tenant slows all that come after. */
const moduleContext = {
  /** @param {Context} context */
  create(context) {
    const ofModule = new Set();
    return {
      /** @param {Node} node */
      Program(node) {
        for (const { declaration, declarations } of node.body)
          for (const { init } of declarations ?? declaration?.declarations ?? []) ofModule.add(init?.start);
      },
      /** @param {Node} node */
      NewExpression(node) {
        if (node.callee.name !== 'AsyncLocalStorage' || ofModule.has(node.start)) return;
        context.report({
          node,
          message:
            'An AsyncLocalStorage belongs to its module: Node visits each one ever used at every promise.',
        });
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: {
    reveal,
    'raw-ipc': rawIpc,
    'name-matches-file': nameMatchesFile,
    'saying-names': sayingNames,
    'module-context': moduleContext,
  },
};
