import { Button, Field, Input, mergeClasses } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { useShapes } from '../styles.ts';
import { OptionCards } from './option-cards.tsx';
import { AskDialog } from './overlay.tsx';

type Form = 'json' | 'vendor' | 'sealed';

interface SaveProps {
  readonly close: () => void;
  /** Saves, and gives the file if the person named one. */
  readonly save: (format: 'json' | 'vendor', passphrase?: string) => Promise<string | undefined>;
  readonly saved: (file: string) => void;
}

/** A short passphrase is guessed; this is how many characters one must have. */
const enough = 12;

/** In which form the profile is saved. Only a sealed one may hold the secret. */
export function SaveDialog({ close, save, saved }: SaveProps) {
  const shapes = useShapes();
  const [form, setForm] = useState<Form>('json');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const sealed = form === 'sealed';
  const tooShort = sealed && passphrase.length < enough;
  const differs = sealed && passphrase !== again;
  const options: readonly (readonly [Form, string, string])[] = [
    ['json', 'Connection profile', 'JSON, without the secret. Can be checked later.'],
    ['vendor', 'Text for the vendor', 'The form in its order, without the secret.'],
    ['sealed', 'Sealed profile', 'With the secret, readable only with a passphrase.'],
  ];
  return (
    <AskDialog
      title="Save profile"
      onClose={close}
      actions={
        <Button
          appearance="primary"
          icon={<SaveRegular />}
          disabled={tooShort || differs}
          onClick={() => {
            void save(sealed ? 'json' : form, sealed ? passphrase : undefined).then((file) => {
              if (file !== undefined) saved(file);
              close();
            });
          }}
        >
          Choose a place
        </Button>
      }
    >
      <OptionCards
        title="Form"
        titleHidden
        value={form}
        choose={(value) => setForm(value as Form)}
        options={options.map(([value, title, caption]) => ({ value, title, caption }))}
      />
      {sealed && (
        <div className={mergeClasses(shapes.stack, shapes.near)}>
          <Field label="Passphrase" hint={`At least ${enough} characters. Nobody can open it without.`}>
            <Input
              type="password"
              autoComplete="off"
              value={passphrase}
              onChange={(_, { value }) => setPassphrase(value)}
            />
          </Field>
          <Field
            label="Passphrase again"
            {...(differs && again !== ''
              ? { validationState: 'error' as const, validationMessage: 'It differs from the first.' }
              : {})}
          >
            <Input
              type="password"
              autoComplete="off"
              value={again}
              onChange={(_, { value }) => setAgain(value)}
            />
          </Field>
        </div>
      )}
    </AskDialog>
  );
}
