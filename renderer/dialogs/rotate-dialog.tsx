import { Button } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { RotationChoice } from '../state/store.ts';
import { OptionCards } from '../ui/option-cards.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

type When = RotationChoice['retireAfter'] | 'now';

const options: readonly (readonly [When, title: string, caption: string])[] = [
  ['7d', 'After a week', 'Both hold until then, so the vendor can change over.'],
  ['1d', 'After a day', 'Both hold for a day.'],
  ['30d', 'After 30 days', 'Both hold for a month.'],
  ['0s', 'At once', 'The vendor is cut off until it has the new one.'],
  ['now', 'Make none, retire the earlier one', 'After a rotation, when the vendor uses the new one.'],
];

export type Kind = 'secret' | 'certificate' | 'federated';

/** What a rotation renews, by the kind of credential. */
export const rotatedWords: Readonly<Record<Kind, string>> = {
  secret: 'client secret',
  certificate: 'certificate',
  federated: 'federated credential',
};

interface RotateProps {
  /** A client secret unless said. */
  readonly kind?: Kind | undefined;
  readonly close: () => void;
  readonly plan: (choice: RotationChoice) => void;
}

/** When the old credential goes. Nothing is made here: the plan comes next. */
export function RotateDialog({ kind = 'secret', close, plan }: RotateProps) {
  const shapes = useShapes();
  const [when, setWhen] = useState<When>('7d');
  const what = rotatedWords[kind];
  if (kind === 'federated') {
    return (
      <AskDialog title="There is nothing to rotate" onClose={close} closeWord="Close" actions={null}>
        <p className={shapes.body}>
          It signs in with a federated credential, which holds no secret and has no end. To trust another
          workload, set up again with its issuer and subject.
        </p>
      </AskDialog>
    );
  }
  return (
    <AskDialog
      title={`Rotate the ${what}`}
      onClose={close}
      actions={
        <Button
          appearance="primary"
          icon={<KeyRegular />}
          onClick={() => {
            close();
            plan(
              when === 'now'
                ? { retireAfter: '7d', retireNow: true }
                : { retireAfter: when, retireNow: false },
            );
          }}
        >
          Show the plan
        </Button>
      }
    >
      <p className={shapes.body}>
        A new one is made beside the old, and proven by signing in with it. Then, when the time you choose is
        over, the old one is retired.
      </p>
      <OptionCards
        title={`Retire the old ${what}`}
        options={options.map(([value, title, caption]) => ({ value, title, caption }))}
        value={when}
        choose={(value) => setWhen(value as When)}
      />
    </AskDialog>
  );
}
