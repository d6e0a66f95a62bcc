import type { Question } from '../../engine/model/question.ts';
import type { Recipe } from '../../engine/model/recipe.ts';
import { ask, recipe, type World } from '../catalogue/step.ts';

/** A question for one workspace, to be put by `oneWorkspace`. */
export const workspaceAsk = ask<readonly string[]>({
  id: 'workspace',
  kind: 'pick',
  title: 'Workspace',
  screen: 'one',
  many: false,
  columns: ['Name'],
  options: [],
  default: [],
  empty: 'none',
});

/** A recipe of nothing but steps on one workspace; one without Microsoft Sentinel cannot be picked. */
export const oneWorkspace = (
  id: string,
  steps: Recipe<World>['steps'],
  more: readonly Question[] = [],
): Recipe<World> =>
  recipe({
    id,
    title: id,
    vendor: 'Practice',
    lead: '',
    caption: '',
    tile: { letter: 'P', ground: '', ink: '', darkGround: '', darkInk: '' },
    screens: [{ id: 'one', title: 'One', lead: '' }],
    questions: [workspaceAsk, ...more],
    choose: async ({ microsoft }) => [
      {
        ...workspaceAsk,
        options: (await microsoft.workspaces.list()).map(({ armId, workspaceName, sentinel }) => ({
          id: armId,
          title: workspaceName,
          ...(sentinel === 'on' ? {} : { unusable: 'off' }),
        })),
      },
      ...more,
    ],
    steps,
    validate: () => [],
    whoAmI: '',
    profile: () => undefined,
    form: () => [],
    vendorSteps: () => [],
    limitations: () => [],
    answersOf: () => ({}),
  });
