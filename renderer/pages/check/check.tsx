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
import { counted } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { areaOf, type Tile, tileOf, tiles } from '../../model/areas.ts';
import { check, goHome, planRepair } from '../../state/session.ts';
import { recipeOf, tenantName, usePicture, useStore } from '../../state/store.ts';
import { Nothing, Skeleton } from '../../ui/list-states.tsx';
import { StateIcon, stateWord } from '../../ui/state-mark.tsx';
import { forced, useShapes } from '../../ui/styles.ts';
import { CheckRow } from './check-row.tsx';
import { countOf, leadWords, progressWords, resultWords } from './check-words.ts';

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
  const shapes = useShapes();
  const store = useStore();
  const picture = usePicture(store.checkId);
  const list = useMemo(() => cardsByState(picture), [picture]);
  const [only, setOnly] = useState<Tile | undefined>(undefined);
  const [open, setOpen] = useState<string | undefined>(undefined);
  const [dialog, setDialog] = useState<'report' | 'disconnect' | undefined>(undefined);
  const { checkFrom } = store;
  const again = (): void => {
    if (checkFrom) check(checkFrom);
  };
  const vendor = recipeOf(store)?.vendor ?? '';
  if (list.length === 0) return <NothingChecked again={again} />;
  const ended = picture.ended !== undefined;
  const shown = list.filter(
    (card) =>
      (area === undefined || areaOf(card) === area) && (only === undefined || tileOf(card.mark) === only),
  );
  const first = list.find(({ mark }) => mark === 'unmet' || mark === 'blocked')?.id;
  const at = open ?? first;
  const repairs = ended ? list.filter((card) => card.repairs.length > 0).length : 0;
  const title = ended ? resultWords(list, repairs) : `Checking ${tenantName(store)}`;
  const lead = ended ? leadWords(list, picture.lastAt, store.app?.signedIn?.name) : progressWords(list);
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
      <StateTiles list={list} only={only} choose={setOnly} />
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

/** Before the first check has answered, and if none could. */
function NothingChecked({ again }: { readonly again: () => void }) {
  const tenant = useStore(tenantName);
  const trouble = useStore((store) => store.trouble);
  return (
    <PageFrame
      title={`Checking ${tenant}`}
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

interface TilesProps {
  readonly list: readonly Card[];
  readonly only: Tile | undefined;
  readonly choose: (only: Tile | undefined) => void;
}

/** How many checks are in each state, and a way to show only those. */
function StateTiles({ list, only, choose }: TilesProps) {
  const s = useStyles();
  const shapes = useShapes();
  const count = (tile: Tile): number => countOf(list, tile);
  return (
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
            onClick={() => choose(only === tile ? undefined : tile)}
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
  );
}
