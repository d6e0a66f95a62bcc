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
  ['json', 'Connection profile', 'JSON. Opened and checked here later.'],
  ['sealed', 'Sealed profile', 'With the secret, readable only with a passphrase.'],
  ['vendor', 'Text for the vendor', 'The form in its order.'],
  ['yaml', 'YAML', 'The same profile, for other programs.'],
  ['env', 'Environment file', 'Names and values, for a pipeline.'],
  ['terraform', 'Terraform', 'Adopts what stands, makes nothing twice.'],
  ['bicep', 'Bicep', 'The same with the Microsoft Graph extension.'],
  ['azure-cli', 'Azure CLI script', 'Looks first, adds what is missing.'],
  ['powershell', 'PowerShell script', 'The same with the Az module.'],
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
            Choose a place
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
      ) : (
        <p className={shapes.caption}>Without the secret, in this and every other form but the sealed one.</p>
      )}
    </AskDialog>
  );
}
