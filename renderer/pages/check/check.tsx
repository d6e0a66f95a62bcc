import { Button, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  PlugDisconnectedRegular,
  WrenchRegular,
} from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { type Card, cardsByState } from '../../../engine/view/card.ts';
import { DisconnectDialog } from '../../dialogs/disconnect-dialog.tsx';
import { ReportDialog } from '../../dialogs/report-dialog.tsx';
import { clock, counted, inWords } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { areaOf, type Tile, tileOf, tiles } from '../../model/areas.ts';
import { check, goHome, planRepair } from '../../state/session.ts';
import { recipeOf, tenantName, usePicture, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { StateIcon, stateWord } from '../../ui/state-mark.tsx';
import { forced, useShapes } from '../../ui/styles.ts';
import { CheckRow } from './check-row.tsx';

const useStyles = makeStyles({
  bar: { display: 'flex', gap: '3px', height: '8px', [forced]: { display: 'none' } },
  part: { borderRadius: '2px', minWidth: '8px' },
  unmet: { backgroundColor: t.colorStatusWarningForeground1 },
  blocked: { backgroundColor: t.colorStatusDangerForeground1 },
  waiting: { backgroundColor: t.colorPaletteBlueBorderActive },
  unknown: { backgroundColor: t.colorNeutralForeground3 },
  met: { backgroundColor: t.colorStatusSuccessForeground1 },
  tiles: { display: 'grid', gap: '8px', gridTemplateColumns: 'repeat(auto-fit, minmax(120px, 1fr))' },
  tile: { padding: '8px 12px', ':hover': { backgroundColor: t.colorNeutralBackground1Hover } },
  pressed: {
    boxShadow: `inset 0 0 0 2px ${t.colorCompoundBrandStroke}`,
    [forced]: { outline: '2px solid Highlight' },
  },
});

interface CheckProps {
  readonly area: string | undefined;
  readonly choose: (area: string | undefined) => void;
}

/** The same steps read-only: a summary, then each check with what was seen and what to do. */
export function CheckPage({ area, choose }: CheckProps) {
  const s = useStyles();
  const shapes = useShapes();
  const store = useStore();
  const picture = usePicture(store.checkId);
  const list = useMemo(() => cardsByState(picture), [picture]);
  const [only, setOnly] = useState<Tile | undefined>(undefined);
  const [open, setOpen] = useState<string | undefined>(undefined);
  const [dialog, setDialog] = useState<'report' | 'disconnect' | undefined>(undefined);
  const { checkFrom, trouble } = store;
  const again = (): void => {
    if (checkFrom) check(checkFrom);
  };
  const vendor = recipeOf(store)?.vendor ?? '';
  if (list.length === 0) {
    return (
      <PageFrame
        title={`Checking ${tenantName(store)}`}
        lead="A check changes nothing."
        back={{ label: 'Back', go: goHome }}
      >
        {trouble ? (
          <Nothing title="Couldn't check" why="Nothing was checked." again={again} />
        ) : (
          <Skeleton words="Checking" rows={6} />
        )}
      </PageFrame>
    );
  }
  const looked = list.filter(({ mark }) => tileOf(mark) !== undefined).length;
  const ended = picture.ended !== undefined;
  const count = (tile: Tile): number => list.filter(({ mark }) => tileOf(mark) === tile).length;
  const bad = count('unmet') + count('blocked');
  const unknown = count('unknown') + count('waiting');
  const shown = list.filter(
    (card) =>
      (area === undefined || areaOf(card) === area) && (only === undefined || tileOf(card.mark) === only),
  );
  const first = list.find(({ mark }) => mark === 'unmet' || mark === 'blocked')?.id;
  const at = open ?? first;
  const repairs = ended ? list.filter((card) => card.repairs.length > 0).length : 0;
  const title = !ended
    ? `Checking ${tenantName(store)}`
    : bad > 0
      ? worstWords(bad, repairs, list)
      : unknown > 0
        ? 'No problems found so far'
        : 'The connection works';
  // A check can't sign in as a playbook, and it can't sign in as an application without its credential.
  const itself = list.some(
    ({ checks, mark }) =>
      mark !== 'not-reached' && mark !== 'unknown' && checks.some((id) => id.startsWith('DAT-')),
  );
  const account = store.app?.signedIn?.name;
  const lead = ended
    ? `${count('met')} of ${counted(list.length, 'check')} ready at ${clock(picture.lastAt)}, as ${account ?? 'you'}${itself ? ' and as the application itself' : ''}.`
    : `${looked} of ${counted(list.length, 'check')} done.`;
  const save =
    ended && store.checkId !== undefined
      ? { label: 'Save report', icon: <ArrowDownloadRegular />, go: () => setDialog('report') }
      : undefined;
  const disconnect = ended
    ? [{ label: 'Disconnect', icon: <PlugDisconnectedRegular />, go: () => setDialog('disconnect') }]
    : [];
  const lookAgain = {
    label: 'Check again',
    icon: <ArrowClockwiseRegular />,
    go: again,
    ...(ended ? {} : { not: 'Checking now.' }),
  };
  return (
    <PageFrame
      title={title}
      lead={lead}
      back={{ label: 'Back to Welcome', go: goHome }}
      note={
        repairs > 0 ? 'You review a plan first.' : ended ? `A check of ${vendor} changes nothing.` : undefined
      }
      quiet={[...(repairs > 0 && save ? [save] : []), ...disconnect]}
      second={repairs > 0 ? lookAgain : save}
      primary={
        repairs > 0
          ? {
              label: `Plan ${counted(repairs, 'repair')}`,
              icon: <WrenchRegular />,
              go: () => planRepair(),
            }
          : lookAgain
      }
    >
      <div className={mergeClasses(shapes.stack, shapes.near)}>
        <h2 className={shapes.hidden}>Checks</h2>
        <div aria-hidden className={s.bar}>
          {tiles.map((tile) =>
            count(tile) > 0 ? (
              <span key={tile} className={mergeClasses(s.part, s[tile])} style={{ flexGrow: count(tile) }} />
            ) : null,
          )}
        </div>
        <div role="group" aria-label="Show only" className={s.tiles}>
          {tiles.map((tile) => (
            <button
              key={tile}
              type="button"
              aria-pressed={only === tile}
              className={mergeClasses(shapes.bare, shapes.card, s.tile, only === tile && s.pressed)}
              onClick={() => setOnly(only === tile ? undefined : tile)}
            >
              <span className={shapes.line}>
                <StateIcon mark={tile} />
                <span className={shapes.big} style={{ fontSize: 20, lineHeight: '24px' }}>
                  {count(tile)}
                </span>
              </span>
              <span className={shapes.caption}>{tile === 'waiting' ? 'Waiting' : stateWord(tile)}</span>
            </button>
          ))}
        </div>
      </div>
      {shown.length === 0 ? (
        <Nothing title="None of these" why="No check in this area has that state.">
          <Button
            size="small"
            onClick={() => {
              setOnly(undefined);
              choose(undefined);
            }}
          >
            Show all checks
          </Button>
        </Nothing>
      ) : (
        <ul className={mergeClasses(shapes.card, shapes.list, shapes.clip)}>
          {shown.map((card) => (
            <CheckRow
              key={card.id}
              card={card}
              open={at === card.id}
              flip={() => setOpen(at === card.id ? '' : card.id)}
              again={again}
            />
          ))}
        </ul>
      )}
      {dialog === 'report' && store.checkId !== undefined && (
        <ReportDialog runId={store.checkId} close={() => setDialog(undefined)} />
      )}
      {dialog === 'disconnect' && <DisconnectDialog close={() => setDialog(undefined)} />}
    </PageFrame>
  );
}

/** The title of a check that found something: whether it can be repaired here, and whether the connection holds. */
function worstWords(bad: number, repairs: number, list: readonly Card[]): string {
  const worse = list.filter(({ mark }) => mark === 'unmet' || mark === 'blocked');
  // A coming expiry date, or a finding that this app can't change, is not a repair.
  const count = worse.filter((card) => card.severity === 'block' || card.repairs.length > 0).length;
  const things = inWords(count, 'thing');
  const holds = worse.every(({ severity }) => severity !== 'block');
  if (repairs === count && (count === bad || !holds))
    return `${things} ${count === 1 ? 'needs' : 'need'} repair`;
  if (holds) {
    return `The connection works (${counted(bad, 'warning')})`;
  }
  return `${things} ${count === 1 ? 'needs' : 'need'} attention`;
}
