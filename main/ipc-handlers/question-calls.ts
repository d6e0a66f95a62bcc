import { worldOf } from '../../app/queries.ts';
import { answeredBy } from '../../engine/model/answers.ts';
import { Secret } from '../../engine/model/secret.ts';
import { brokenRules } from '../../engine/model/secret-rules.ts';
import { refused } from '../../host/input/bad-input.ts';
import type { Answering } from '../../preload/contract.ts';
import { recipeOf, requireSignIn, toResult, type WindowSession } from '../session/window-session.ts';
import { askedOf, readAnswers } from './answers.ts';
import { askedOfApplication } from './named-application.ts';
import { offered } from './offered.ts';

/** What is asked, and what the answers lead to. */
export function questionCalls(
  desk: WindowSession,
): Pick<Answering, 'questions.choose' | 'questions.check' | 'questions.beside' | 'questions.secret'> {
  return {
    'questions.choose': ({ recipe, again, application }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (application !== undefined)
          return {
            ok: await askedOfApplication(
              recipeOf(recipe),
              worldOf(who.microsoft, desk.kql.parse),
              application,
            ),
          };
        return { ok: await askedOf(desk, recipeOf(recipe), who, again) };
      }),

    'questions.check': async ({ recipe: id, answers }) => {
      const recipe = recipeOf(id);
      const read = readAnswers(recipe, desk.asks.get(id) ?? recipe.questions, answers);
      if ('refusals' in read) return { refusals: read.refusals, changes: [], limitations: [] };
      const answered = answeredBy(read.answers);
      const changes = recipe
        .steps(answered)
        .filter((step) => !step.repairs)
        .flatMap((step) => step.foresee({}).map((change) => ({ step: step.id, ...change })));
      return { refusals: [], changes, limitations: recipe.limitations(answered) };
    },

    'questions.beside': ({ recipe: id, picked }) =>
      toResult(desk, async () => {
        const { microsoft } = requireSignIn(desk);
        const { sidePanel: beside } = offered(desk, id, picked);
        if (!beside) throw refused('picked', 'These questions have nothing extra to show.', 'Leave it out.');
        return {
          ok: await beside.look(picked, worldOf(microsoft, desk.kql.parse), new Date().toISOString()),
        };
      }),

    'questions.secret': async ({ recipe: id, ask: field, value }) => {
      const recipe = recipeOf(id);
      const asked = recipe.questions.find((each) => each.id === field);
      if (asked?.kind !== 'secret') {
        return [{ field, reason: 'No such secret question.', remedy: 'Leave it out.' }];
      }
      if (value === '') {
        desk.secretAnswers.delete(field);
        return asked.optional ? [] : [{ field, reason: 'Nothing entered.', remedy: 'Paste the value.' }];
      }
      const broken = brokenRules(asked.refuse ?? [], value);
      if (broken.length === 0) desk.secretAnswers.set(field, new Secret(value));
      return broken.map(({ say }) => ({ field, reason: say, remedy: 'Paste it again.' }));
    },
  };
}
