/** Of a step only what decides about ownership is changed: `recognize`, `whose`, `stands` and `undo`. */
const decides = new Set(['recognize', 'whose', 'stands', 'undo']);

const isInDecision = (/** @type {any} */ path) =>
  path.findParent(
    (/** @type {any} */ each) =>
      (each.isObjectMethod() || each.isObjectProperty()) && decides.has(each.node.key?.name),
  ) !== null;

/** @type {any} */
const ignorer = {
  shouldIgnore(/** @type {any} */ path) {
    if (!path.isExpression() && !path.isStatement()) return undefined;
    const file = path.findParent((/** @type {any} */ each) => each.isProgram());
    const isStep = file?.node.body.some(
      (/** @type {any} */ each) =>
        each.type === 'ImportDeclaration' && each.source.value === '../catalogue/step.ts',
    );
    if (!isStep || path.isProgram()) return undefined;
    return isLeaf(path) && !isInDecision(path) ? 'decides nothing about ownership' : undefined;
  },
};

/** Nothing that still holds a decision inside it. */
function isLeaf(/** @type {any} */ path) {
  let holds = false;
  path.traverse({
    'ObjectMethod|ObjectProperty'(/** @type {any} */ each) {
      if (decides.has(each.node.key?.name)) holds = true;
    },
  });
  return !holds;
}

export const strykerPlugins = [{ kind: 'Ignore', name: 'decisions', value: ignorer }];
