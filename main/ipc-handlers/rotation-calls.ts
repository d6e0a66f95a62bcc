import { randomUUID } from 'node:crypto';
import { answeredBy, parseAnswers } from '../../engine/model/answers.ts';
import { calendarFile, remindersOf } from '../../host/profile/calendar.ts';
import { writeOut } from '../../host/profile/profile-file.ts';
import type { Answering } from '../../preload/contract.ts';
import { type Retirement, retirement } from '../../recipes/catalogue/facts.ts';
import { notRotated, rotating, rotationAnswers, rotationSteps } from '../../recipes/credentials/rotation.ts';
import { begin, isBusy, underWay } from '../session/window-run.ts';
import { recipeOf, requireSignIn, toResult, type WindowSession } from '../session/window-session.ts';
import { openedIn, pictureOf, profileOfRun } from './profile-calls.ts';
import { checkTenant, plannedBy, unfinished } from './run-calls.ts';
import { askWhere } from './save-profile.ts';

/** A new credential next to the old one, and the dates on which either needs attention. */
export function rotationCalls(desk: WindowSession): Pick<Answering, 'rotation.plan' | 'calendar.save'> {
  return {
    'rotation.plan': ({ of, ...choice }) =>
      toResult(desk, async () => {
        const who = requireSignIn(desk);
        if (await isBusy(desk)) return { problem: underWay() };
        const profile =
          'runId' in of ? await profileOfRun(desk, of.runId) : openedIn(desk, of.profileFile).profile;
        checkTenant(who, profile.tenantId, profile.tenantName);
        const not = notRotated(recipeOf(profile.recipe), profile);
        if (not) return { refusals: [{ field: 'profileFile', ...not }] };
        const recipe = rotating(recipeOf(profile.recipe));
        const read = parseAnswers(recipe.questions, rotationAnswers(recipe, profile, choice), 'offline');
        if ('refusals' in read) return read;
        const { answers } = read;
        const started = await begin(desk, {
          recipe,
          intent: 'rotate',
          answers,
          runId: (await unfinished(desk, 'rotate', recipe, who, answers)) ?? randomUUID(),
          who,
          secretAnswers: {},
          only: rotationSteps(recipe, answeredBy(answers)),
        });
        return plannedBy(started);
      }),

    'calendar.save': ({ runId }) =>
      toResult(desk, async () => {
        const [profile, picture] = await Promise.all([profileOfRun(desk, runId), pictureOf(desk, runId)]);
        const file = await askWhere(desk, `${profile.recipe}.ics`, 'Calendar', ['ics']);
        if (file !== undefined) {
          const earlier = picture.facts[retirement.id] as Retirement | undefined;
          const reminders = remindersOf(profile, recipeOf(profile.recipe).vendor, earlier);
          await writeOut(file, 'file', await calendarFile(profile, reminders), false);
        }
        return { ok: { file } };
      }),
  };
}
