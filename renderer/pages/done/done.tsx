import { mergeClasses } from '@fluentui/react-components';
import {
  ArrowDownloadRegular,
  ArrowUndoRegular,
  CalendarAddRegular,
  SaveRegular,
} from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { fold } from '../../../engine/journal/fold.ts';
import type { RunState } from '../../../engine/journal/journal.ts';
import { cards } from '../../../engine/view/card.ts';
import type { ProfileView } from '../../../preload/contract.ts';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { SaveDialog } from '../../dialogs/save-dialog.tsx';
import { UndoDialog } from '../../dialogs/undo-dialog.tsx';
import { clock, counted, day } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { provenWords } from '../../model/proof.ts';
import { ProfileForm } from '../../shows/profile-form.tsx';
import { ShowBlock } from '../../shows/show-block.tsx';
import { withoutUndo } from '../../state/live-run.ts';
import { copyProfile, saveCalendar, saveProfile, undoable } from '../../state/making.ts';
import { say, show } from '../../state/session.ts';
import { recipeOf, tenantName, useEntries, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { StateIcon } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';
import { Tabs } from '../../ui/tabs.tsx';
import { ProofTab } from './proof-tab.tsx';

/** The first day on which something has to be done: an earlier secret is due, or a month before this one ends. */
function reminderDay(picture: RunState, view: ProfileView | undefined): string | undefined {
  const { until } = (picture.facts['retirement'] ?? {}) as { readonly until?: string };
  const ends = view?.profile.credential?.expiresAt;
  if (until || !ends) return until;
  return new Date(Date.parse(ends) - 30 * 86_400_000).toISOString();
}

/** Not "configured" but proven: what holds, the values for the vendor, and the way back. */
export function DonePage() {
  const shapes = useShapes();
  const store = useStore();
  const whole = useEntries(store.runId);
  const entries = useMemo(() => withoutUndo(whole), [whole]);
  const picture = useMemo(() => fold(entries), [entries]);
  const recipe = recipeOf(store);
  const whoAmI = recipe?.whoAmI;
  const list = useMemo(() => cards(picture).filter(({ id }) => id !== whoAmI), [picture, whoAmI]);
  const [dialog, setDialog] = useState<'save' | 'report' | 'undo' | undefined>(undefined);
  const [file, setFile] = useState<string | undefined>(undefined);
  const vendor = recipeOf(store)?.vendor ?? '';
  const tenant = tenantName(store);
  const blocks = list.filter(({ severity }) => severity === 'block');
  const holds = blocks.filter(({ mark }) => mark === 'met').length;
  const whole100 = blocks.length > 0 && holds === blocks.length;
  const { profile } = store;
  const count = undoable(whole);
  const remindOn = reminderDay(picture, profile);
  const access = [...(profile?.vendorSteps ?? []), ...list.flatMap(({ shows }) => shows)].find(
    (each) => each.show === 'chart' && each.chart.chart === 'access',
  );
  const { title, lead } = whole100
    ? provenWords(list, {
        vendor,
        tenant,
        at: clock(picture.lastAt),
        playbooks: list.some(({ checks }) => checks.some((id) => id.startsWith('PB-'))),
      })
    : {
        title: `${vendor} isn't fully connected yet`,
        lead: `${holds} of ${counted(blocks.length, 'step')} are ready. The rest is still to do.`,
      };
  return (
    <PageFrame
      title={title}
      lead={lead}
      mark={
        <span style={{ display: 'inline-flex', paddingTop: 6 }}>
          <StateIcon mark={whole100 ? 'met' : 'waiting'} size={24} />
        </span>
      }
      quiet={[
        ...(count > 0
          ? [
              {
                label: `Undo ${counted(count, 'change')}`,
                icon: <ArrowUndoRegular />,
                go: () => setDialog('undo'),
              },
            ]
          : []),
        { label: 'Save report', icon: <ArrowDownloadRegular />, go: () => setDialog('report') },
        ...(remindOn
          ? [
              {
                label: `Remind me on ${day(remindOn)}`,
                icon: <CalendarAddRegular />,
                go: () => void saveCalendar().then((name) => name && setFile(name)),
              },
            ]
          : []),
      ]}
      note={file === undefined ? undefined : `Saved as ${file.split(/[\\/]/).at(-1)}`}
      second={whole100 ? undefined : { label: 'Back to the run', go: () => show('run') }}
      primary={{
        label: 'Save profile',
        icon: <SaveRegular />,
        go: () => setDialog('save'),
        ...(profile ? {} : { not: 'The profile is available after more steps finish.' }),
      }}
    >
      <Tabs
        name="Results"
        tabs={[
          {
            title: 'Proof',
            page: (
              <ProofTab
                list={list}
                {...(recipe ? { of: { recipe: recipe.id, answers: picture.answers } } : {})}
              />
            ),
          },
          {
            title: 'Connection profile',
            page: profile ? (
              <ProfileForm view={profile} />
            ) : store.busy ? (
              <Skeleton words={store.busy} rows={5} height={32} />
            ) : (
              <Nothing title="No profile yet" why="The profile is available after more steps finish." />
            ),
          },
          ...(access
            ? [
                {
                  title: 'Access',
                  page: (
                    <div className={mergeClasses(shapes.stack, shapes.near)}>
                      <h2 className={shapes.hidden}>Access</h2>
                      <ShowBlock show={access} />
                      <p className={shapes.caption}>Point at or tab to a node to follow its lines.</p>
                    </div>
                  ),
                },
              ]
            : []),
        ]}
      />
      {dialog === 'save' && (
        <SaveDialog
          close={() => setDialog(undefined)}
          save={saveProfile}
          copy={copyProfile}
          saved={(name) => {
            setFile(name);
            say('Saved');
          }}
        />
      )}
      {dialog === 'report' && store.runId !== undefined && (
        <ReportDialog runId={store.runId} close={() => setDialog(undefined)} saved={setFile} />
      )}
      {dialog === 'undo' && <UndoDialog close={() => setDialog(undefined)} />}
    </PageFrame>
  );
}
