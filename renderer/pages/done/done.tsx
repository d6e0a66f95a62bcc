import { mergeClasses } from '@fluentui/react-components';
import { CalendarAddRegular, SaveRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { fold } from '../../../engine/journal/fold.ts';
import type { RunState } from '../../../engine/journal/journal.ts';
import type { Show } from '../../../engine/model/show.ts';
import { type Card, cards } from '../../../engine/view/card.ts';
import type { ProfileView } from '../../../preload/contract.ts';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { SaveDialog } from '../../dialogs/save-dialog.tsx';
import { UndoDialog } from '../../dialogs/undo-dialog.tsx';
import { clock, counted, day } from '../../format/words.ts';
import { undoAndReport } from '../../frame/after-run.tsx';
import { type Act, PageFrame } from '../../frame/page-frame.tsx';
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

type Dialog = 'save' | 'report' | 'undo';

/** Not "configured" but proven: what holds, the values for the vendor, and the way back. */
export function DonePage() {
  const store = useStore();
  const whole = useEntries(store.runId);
  const entries = useMemo(() => withoutUndo(whole), [whole]);
  const picture = useMemo(() => fold(entries), [entries]);
  const whoAmI = recipeOf(store)?.whoAmI;
  const list = useMemo(() => cards(picture).filter(({ id }) => id !== whoAmI), [picture, whoAmI]);
  const [dialog, setDialog] = useState<Dialog | undefined>(undefined);
  const [file, setFile] = useState<string | undefined>(undefined);
  const vendor = recipeOf(store)?.vendor ?? '';
  const tenant = tenantName(store);
  const blocks = list.filter(({ severity }) => severity === 'block');
  const holds = blocks.filter(({ mark }) => mark === 'met').length;
  const whole100 = blocks.length > 0 && holds === blocks.length;
  const { profile } = store;
  const { title, lead } = whole100
    ? provenWords(list, { vendor, tenant, at: clock(picture.lastAt), playbooks: hasPlaybooks(list) })
    : notYetWords(vendor, holds, blocks.length);
  return (
    <PageFrame
      title={title}
      lead={lead}
      mark={
        <span style={{ display: 'inline-flex', paddingTop: 6 }}>
          <StateIcon mark={whole100 ? 'met' : 'waiting'} size={24} />
        </span>
      }
      quiet={afterwards({
        changes: undoable(whole),
        remindOn: reminderDay(picture, profile),
        open: setDialog,
        saved: setFile,
      })}
      note={file === undefined ? undefined : `Saved as ${file.split(/[\\/]/).at(-1)}`}
      second={whole100 ? undefined : { label: 'Back to the run', go: () => show('run') }}
      primary={{
        label: 'Save profile',
        icon: <SaveRegular />,
        go: () => setDialog('save'),
        ...(profile ? {} : { not: 'The profile is available after more steps finish.' }),
      }}
    >
      <Results list={list} picture={picture} />
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

const hasPlaybooks = (list: readonly Card[]): boolean =>
  list.some(({ checks }) => checks.some((id) => id.startsWith('PB-')));

function notYetWords(vendor: string, ready: number, steps: number) {
  return {
    title: `${vendor} isn't fully connected yet`,
    lead: `${ready} of ${counted(steps, 'step')} are ready. The rest is still to do.`,
  };
}

interface After {
  readonly changes: number;
  /** ISO-8601 UTC. */
  readonly remindOn: string | undefined;
  readonly open: (dialog: Dialog) => void;
  readonly saved: (file: string) => void;
}

/** What can be done with a connection that stands. */
function afterwards({ changes, remindOn, open, saved }: After): readonly Act[] {
  const remind = remindOn !== undefined && {
    label: `Remind me on ${day(remindOn)}`,
    icon: <CalendarAddRegular />,
    go: () => void saveCalendar().then((name) => name && saved(name)),
  };
  return [...undoAndReport(changes, open), ...(remind ? [remind] : [])];
}

/** What was proven, the values for the vendor, and who can reach what. */
function Results({ list, picture }: { readonly list: readonly Card[]; readonly picture: RunState }) {
  const recipe = useStore(recipeOf);
  const profile = useStore((store) => store.profile);
  const access = [...(profile?.vendorSteps ?? []), ...list.flatMap(({ shows }) => shows)].find(
    (each) => each.show === 'chart' && each.chart.chart === 'access',
  );
  const proof = (
    <ProofTab list={list} {...(recipe ? { of: { recipe: recipe.id, answers: picture.answers } } : {})} />
  );
  return (
    <Tabs
      name="Results"
      tabs={[
        { title: 'Proof', page: proof },
        { title: 'Connection profile', page: <ProfileTab /> },
        ...(access ? [{ title: 'Access', page: <AccessTab access={access} /> }] : []),
      ]}
    />
  );
}

function ProfileTab() {
  const { profile, busy } = useStore();
  if (profile) return <ProfileForm view={profile} />;
  if (busy) return <Skeleton words={busy} rows={5} height={32} />;
  return <Nothing title="No profile yet" why="The profile is available after more steps finish." />;
}

function AccessTab({ access }: { readonly access: Show }) {
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.stack, shapes.near)}>
      <h2 className={shapes.hidden}>Access</h2>
      <ShowBlock show={access} />
      <p className={shapes.caption}>Point at or tab to a node to follow its lines.</p>
    </div>
  );
}
