import { Button, Field, Input, mergeClasses } from '@fluentui/react-components';
import { CopyRegular, SaveRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { ProfileFormat } from '../../preload/contract.ts';
import { say } from '../state/session.ts';
import { OptionCards } from '../ui/option-cards.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

type Form = ProfileFormat | 'sealed';

interface SaveProps {
  readonly close: () => void;
  /** Saves, and gives the file if the person named one. */
  readonly save: (format: ProfileFormat, passphrase?: string) => Promise<string | undefined>;
  readonly saved: (file: string) => void;
  /** Copies it without the secret; gives whether it is in the clipboard. */
  readonly copy: (format: ProfileFormat) => Promise<boolean>;
}

/** A short passphrase is guessed; this is how many characters one must have. */
const enough = 12;

/** What each form is for, those for people and this program first. */
const options: readonly (readonly [Form, title: string, caption: string])[] = [
  ['json', 'Connection profile', 'JSON. You can open and check it here later.'],
  ['sealed', 'Sealed profile', 'With the secret. Needs a passphrase to open.'],
  ['vendor', 'Text for the vendor', 'The values in the order of its form.'],
  ['yaml', 'YAML', 'The same profile, for other programs.'],
  ['env', 'Environment file', 'Names and values, for a pipeline.'],
  ['terraform', 'Terraform', 'Imports existing resources.'],
  ['bicep', 'Bicep', 'Describes existing resources. Uses the Microsoft Graph extension.'],
  ['azure-cli', 'Azure CLI script', 'Checks first, then adds what is missing.'],
  ['powershell', 'PowerShell script', 'Does the same with the Az module.'],
];

/** In which form the profile is saved. Only a sealed one may hold the secret. */
export function SaveDialog({ close, save, saved, copy }: SaveProps) {
  const shapes = useShapes();
  const [form, setForm] = useState<Form>('json');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const sealed = form === 'sealed';
  const tooShort = sealed && passphrase.length < enough;
  const differs = sealed && passphrase !== again;
  return (
    <AskDialog
      title="Save profile"
      onClose={close}
      actions={
        <>
          {!sealed && (
            <Button
              icon={<CopyRegular />}
              onClick={() => {
                void copy(form).then((done) => {
                  if (done) say('Copied');
                  close();
                });
              }}
            >
              Copy
            </Button>
          )}
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
            Choose location
          </Button>
        </>
      }
    >
      <OptionCards
        title="Form"
        titleHidden
        beside
        value={form}
        choose={(value) => setForm(value as Form)}
        options={options.map(([value, title, caption]) => ({ value, title, caption }))}
      />
      {sealed ? (
        <div className={mergeClasses(shapes.stack, shapes.near)}>
          <Field
            label="Passphrase"
            hint={`At least ${enough} characters. If you lose it, you can't open the file.`}
          >
            <Input
              type="password"
              autoComplete="off"
              value={passphrase}
              onChange={(_, { value }) => setPassphrase(value)}
            />
          </Field>
          <Field
            label="Confirm passphrase"
            {...(differs && again !== ''
              ? { validationState: 'error' as const, validationMessage: "The passphrases don't match." }
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
      ) : (
        <p className={shapes.caption}>Without the secret. Only a sealed profile can include it.</p>
      )}
    </AskDialog>
  );
}
