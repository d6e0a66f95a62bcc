import { Button, Checkbox } from '@fluentui/react-components';
import { useState } from 'react';
import { leftBehind } from '../../engine/view/undo-view.ts';
import { counted } from '../format/words.ts';
import { ChangeLine, whereWords } from '../shows/change-list.tsx';
import { useLoaded } from '../state/hooks.ts';
import { type DisconnectPlan, planDisconnect, startDisconnect } from '../state/making.ts';
import { recipeOf, tenantName, useStore } from '../state/store.ts';
import { Skeleton } from '../ui/list-states.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

/**
 * Looks at what stands of a connection, whoever made it, shows what goes, and repeats the count on its button. What
 * this program did not make goes only where it is ticked by its name.
 */
export function DisconnectDialog({ close }: { readonly close: () => void }) {
  const shapes = useShapes();
  const vendor = useStore((store) => recipeOf(store)?.vendor) ?? '';
  const tenant = useStore(tenantName);
  const trouble = useStore((store) => store.trouble);
  const refused = useStore((store) => store.refusals[0]);
  const plan = useLoaded(planDisconnect);
  const [confirmed, setConfirmed] = useState<readonly number[]>([]);
  const rows = (plan?.changes ?? []).map((change, at) => ({ change, at }));
  const ours = rows.filter(({ change }) => !change.unmarked);
  const theirs = rows.filter(({ change }) => change.unmarked);
  const count = ours.length + confirmed.length;
  const wrong = trouble
    ? `${trouble.title}. ${trouble.because}`
    : refused && `${refused.reason} ${refused.remedy}`;
  return (
    <AskDialog
      title={`Disconnect ${vendor} from ${tenant}`}
      onClose={close}
      closeWord={plan && rows.length > 0 ? 'Keep the connection' : 'Close'}
      actions={
        plan &&
        count > 0 && (
          <Button
            appearance="primary"
            onClick={() => {
              close();
              startDisconnect(plan, confirmed);
            }}
          >
            Remove {counted(count, 'thing')}
          </Button>
        )
      }
    >
      {wrong ? (
        <p role="alert" className={shapes.body}>
          {wrong}
        </p>
      ) : plan ? (
        <>
          <p className={shapes.body}>
            {rows.length === 0
              ? 'We found nothing that belongs only to this connection. You can still undo a run.'
              : `${vendor} loses access as these are removed, newest first.`}
          </p>
          {rows.length > 0 && (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must scroll from the keyboard
            <div
              tabIndex={0}
              role="group"
              aria-label="What is removed"
              style={rows.length > 6 ? { position: 'relative', maxHeight: '46vh', overflowY: 'auto' } : {}}
            >
              {ours.length > 0 && (
                <ul className={shapes.list}>
                  {ours.map(({ change, at }) => (
                    <ChangeLine key={at} change={change} aside={leftBehind(change)} />
                  ))}
                </ul>
              )}
              <NotOurs rows={theirs} confirmed={confirmed} confirm={setConfirmed} />
            </div>
          )}
        </>
      ) : (
        <Skeleton words="Checking what is left of this connection" rows={3} height={28} />
      )}
    </AskDialog>
  );
}

interface NotOursProps {
  readonly rows: readonly { readonly change: DisconnectPlan['changes'][number]; readonly at: number }[];
  readonly confirmed: readonly number[];
  readonly confirm: (confirmed: readonly number[]) => void;
}

/** What this app did not create, each to be selected by its name. */
function NotOurs({ rows, confirmed, confirm }: NotOursProps) {
  const shapes = useShapes();
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="not-ours" className={shapes.stack} style={{ gap: 4, paddingTop: 12 }}>
      <h3 id="not-ours" className={shapes.h3}>
        Not created by this app
      </h3>
      <p className={shapes.caption}>
        Each stays unless you select it. Others might use it for something else.
      </p>
      {rows.map(({ change, at }) => (
        <Checkbox
          key={at}
          label={`${change.verb === 'revoke' ? 'Revoke' : 'Remove'} ${change.what} ${whereWords(change)}`}
          checked={confirmed.includes(at)}
          onChange={(_, { checked }) =>
            confirm(checked ? [...confirmed, at] : confirmed.filter((each) => each !== at))
          }
        />
      ))}
    </section>
  );
}
