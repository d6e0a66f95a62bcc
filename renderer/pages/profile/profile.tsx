import { Field, Input, mergeClasses } from '@fluentui/react-components';
import { ClipboardCheckmarkRegular, KeyRegular, LockClosedRegular, SaveRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { ProfileFormat } from '../../../preload/contract.ts';
import { RotateDialog, rotatedWords } from '../../dialogs/rotate-dialog.tsx';
import { SaveDialog } from '../../dialogs/save-dialog.tsx';
import { clock, day } from '../../format/words.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { ProfileForm } from '../../shows/profile-form.tsx';
import { ask } from '../../state/invoke.ts';
import { copyOpened, openProfile } from '../../state/making.ts';
import { begin, carryOut, goHome, say, taken } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { Pill } from '../../ui/pill.tsx';
import { useShapes } from '../../ui/styles.ts';

/** A profile file, read-only: look at it, convert it, seal it, or check what it stands for. */
export function ProfilePage() {
  const opened = useStore((store) => store.opened);
  if (!opened) return null;
  return 'locked' in opened ? <Locked file={opened.file} /> : <Opened opened={opened} />;
}

function nameOf(file: string): string {
  return file.split(/[\\/]/).at(-1) ?? file;
}

/** A sealed one asks for its passphrase; nothing of it can be read before. */
function Locked({ file }: { readonly file: string }) {
  const shapes = useShapes();
  const [passphrase, setPassphrase] = useState('');
  const [tried, setTried] = useState(false);
  const open = (): void => {
    // Where it opens, another page stands here by then.
    void openProfile(file, passphrase).then(() => setTried(true));
  };
  return (
    <PageFrame
      wide
      title={`${nameOf(file)} is sealed`}
      lead="Enter the passphrase it was sealed with. It stays on this computer."
      back={{ label: 'Back', go: goHome }}
      primary={{
        label: 'Open',
        go: open,
        ...(passphrase === '' ? { not: 'Enter the passphrase first.' } : {}),
      }}
    >
      <Field
        label="Passphrase"
        style={{ maxWidth: 380 }}
        {...(tried
          ? { validationState: 'error' as const, validationMessage: 'Wrong passphrase. Try again.' }
          : {})}
      >
        <Input
          type="password"
          autoComplete="off"
          contentBefore={<LockClosedRegular className={shapes.icon16} />}
          value={passphrase}
          onChange={(_, { value }) => {
            setPassphrase(value);
            setTried(false);
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && passphrase !== '') open();
          }}
        />
      </Field>
    </PageFrame>
  );
}

type OpenOne = Extract<
  NonNullable<ReturnType<typeof useStore.getState>['opened']>,
  { readonly sealed: boolean }
>;

function Opened({ opened }: { readonly opened: OpenOne }) {
  const shapes = useShapes();
  const tile = useStore((store) => store.app?.recipes.find(({ id }) => id === opened.profile.recipe));
  const vendor = tile?.vendor ?? opened.profile.recipe;
  const cloud = useStore((store) => store.app?.clouds.find(({ id }) => id === opened.profile.cloud)?.title);
  const practice = useStore((store) => store.app?.practice !== undefined);
  const [saving, setSaving] = useState(false);
  const [rotates, setRotates] = useState(false);
  const { profile, file, sealed } = opened;
  const save = async (format: ProfileFormat, seal?: string): Promise<string | undefined> => {
    let named: string | undefined;
    await carryOut(undefined, async () => {
      const answer = taken(await ask('profile.convert', { file, format, ...(seal ? { seal } : {}) }));
      named = answer?.ok.file;
    });
    return named;
  };
  const rotated = rotatedWords[profile.credential?.kind ?? 'secret'];
  const other =
    profile.practice === practice
      ? undefined
      : profile.practice
        ? 'Created with a sample tenant. Open a sample tenant to check it.'
        : 'Created for a real tenant. Leave the sample tenant to check it.';
  return (
    <PageFrame
      wide
      title={`${vendor} in ${profile.tenantName}`}
      lead={`From ${nameOf(file)}, created on ${day(profile.createdAt)} at ${clock(profile.createdAt)}.`}
      beside={
        <span className={shapes.line}>
          {profile.practice && <Pill kind="brand">Practice</Pill>}
          <Pill>{sealed ? 'Sealed' : 'Without the secret'}</Pill>
        </span>
      }
      back={{ label: 'Back', go: goHome }}
      quiet={
        profile.credential && tile && other === undefined
          ? [{ label: `Rotate the ${rotated}`, icon: <KeyRegular />, go: () => setRotates(true) }]
          : []
      }
      second={{ label: 'Save in another format', icon: <SaveRegular />, go: () => setSaving(true) }}
      primary={{
        label: 'Check this connection',
        icon: <ClipboardCheckmarkRegular />,
        go: () =>
          begin(profile.recipe, { to: 'check-profile', file, title: profile.tenantName }, profile.tenantId),
        ...(tile
          ? other === undefined
            ? {}
            : { not: other }
          : { not: "This version doesn't support its product." }),
      }}
    >
      <ProfileForm view={opened}>
        <section className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <h2 className={shapes.h3}>What it contains</h2>
          <dl className={mergeClasses(shapes.stack, shapes.near)} style={{ margin: 0 }}>
            {(
              [
                ['Cloud', [cloud ?? profile.cloud]],
                ['Permissions', profile.permissions],
                ['Roles', profile.roles],
              ] as const
            ).map(([name, values]) => (
              <div key={name}>
                <dt className={shapes.caption}>{name}</dt>
                {(values.length > 0 ? values : ['None']).map((value) => (
                  <dd key={value} style={{ margin: 0, overflowWrap: 'anywhere' }}>
                    {value}
                  </dd>
                ))}
              </div>
            ))}
          </dl>
        </section>
      </ProfileForm>
      {rotates && (
        <RotateDialog
          kind={profile.credential?.kind}
          close={() => setRotates(false)}
          plan={(choice) =>
            begin(profile.recipe, { to: 'rotate', of: { profileFile: file }, choice }, profile.tenantId)
          }
        />
      )}
      {saving && (
        <SaveDialog
          close={() => setSaving(false)}
          save={save}
          saved={() => say('Saved')}
          copy={(format) => copyOpened(file, format)}
        />
      )}
    </PageFrame>
  );
}
