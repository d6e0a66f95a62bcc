import { Button } from '@fluentui/react-components';
import { KeyRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { RotationChoice } from '../state/store.ts';
import { OptionCards } from '../ui/option-cards.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

type When = RotationChoice['retireAfter'] | 'now';

const options: readonly (readonly [When, title: string, caption: string])[] = [
  ['7d', 'After a week', 'Both work until then, so the vendor can switch.'],
  ['1d', 'After a day', 'Both work for a day.'],
  ['30d', 'After 30 days', 'Both work for 30 days.'],
  ['0s', 'Immediately', 'The vendor loses access until it has the new one.'],
  ['now', 'Only retire the earlier one', 'Creates none. For when the vendor already uses the new one.'],
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
      <AskDialog title="Nothing to rotate" onClose={close} closeWord="Close" actions={null}>
        <p className={shapes.body}>
          A federated credential has no secret and doesn't expire. To trust another workload, set up again
          with its issuer and subject.
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
          Show plan
        </Button>
      }
    >
      <p className={shapes.body}>
        We create a new one and test it by signing in. The old one works until you retire it.
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
