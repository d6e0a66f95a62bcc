import { Field, Input, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import {
  BuildingRegular,
  CheckmarkCircleFilled,
  GlobeRegular,
  OpenRegular,
  PhoneLaptopRegular,
  WindowConsoleRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import type { Refusal } from '../../../engine/model/question.ts';
import { PageFrame } from '../../frame/page-frame.tsx';
import { useQuiet } from '../../state/hooks.ts';
import { ask } from '../../state/invoke.ts';
import { goHome, quietly, show, signIn } from '../../state/session.ts';
import { get, set, useStore, type Wanted } from '../../state/store.ts';
import { NativeSelect } from '../../ui/native-select.tsx';
import { OptionCards } from '../../ui/option-cards.tsx';
import { Ring } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';
import { TextLink } from '../../ui/text-link.tsx';
import { SignInWaiting } from './sign-in-waiting.tsx';
import { WhatItAsks } from './what-it-asks.tsx';

const useStyles = makeStyles({
  good: { color: t.colorStatusSuccessForeground1 },
  found: { fontSize: '13px', padding: '9px 14px', gap: '6px 24px', minHeight: '20px' },
});

/** The tenant is named first, so that the browser cannot pick another one. */
export function SignInPage() {
  const waiting = useStore((store) => store.signIn !== undefined);
  return waiting ? <SignInWaiting /> : <NameTheTenant />;
}

function wants(change: Partial<Wanted>): void {
  set({ wanted: { ...get().wanted, ...change } });
}

function NameTheTenant() {
  const shapes = useShapes();
  const { app, wanted, purpose } = useStore();
  const comesBack = purpose.to === 'resume';
  const named = wanted.tenant.trim();
  useQuiet(find, 500, `${named} ${wanted.cloud}`);
  const verbs = {
    browser: 'Open browser and sign in',
    'device-code': 'Get a code and sign in',
    'azure-cli': 'Sign in with the Azure CLI',
  } as const;
  return (
    <PageFrame
      title="Sign in to your tenant"
      lead={
        comesBack
          ? 'Sign-ins are kept in memory only, so sign in again first. Then the run continues.'
          : 'Enter your tenant so you sign in to the right one.'
      }
      back={{ label: 'Back', go: () => (app?.signedIn ? show('signed-in') : goHome()) }}
      note="Signing in changes nothing in your tenant."
      primary={{
        label: verbs[wanted.how],
        icon: wanted.how === 'azure-cli' ? <WindowConsoleRegular /> : <OpenRegular />,
        go: signIn,
        ...(named === '' ? { not: 'Enter a tenant first.' } : {}),
      }}
    >
      <div className={shapes.columns} style={{ columnGap: 32 }}>
        <div className={shapes.stack}>
          <div className={mergeClasses(shapes.stack, shapes.near)}>
            <TenantField />
            <Found />
          </div>
          <HowToSignIn />
          <SignInExtras />
        </div>
        <WhatItAsks />
      </div>
    </PageFrame>
  );
}

/** Why the entered value was refused, in the way a field shows it. */
function refusedIn(refusals: readonly Refusal[], field: string) {
  const refused = refusals.find((each) => each.field === field);
  return refused
    ? { validationState: 'error' as const, validationMessage: `${refused.reason} ${refused.remedy}` }
    : undefined;
}

function TenantField() {
  const { wanted, refusals } = useStore();
  return (
    <Field
      label="Tenant"
      hint="A domain, such as contoso.com, or the tenant ID."
      {...refusedIn(refusals, 'tenant')}
    >
      <Input
        size="large"
        spellCheck={false}
        autoComplete="off"
        contentBefore={<BuildingRegular />}
        value={wanted.tenant}
        onChange={(_, { value }) => {
          wants({ tenant: value });
          set({ found: undefined, refusals: [] });
        }}
      />
    </Field>
  );
}

function HowToSignIn() {
  const shapes = useShapes();
  const { app, wanted } = useStore();
  return (
    <OptionCards
      title="How would you like to sign in?"
      value={wanted.how}
      choose={(how) => wants({ how: how as Wanted['how'] })}
      options={[
        {
          value: 'browser',
          title: 'Your browser',
          caption: 'Works with passkeys, multifactor and Conditional Access.',
          icon: <GlobeRegular aria-hidden className={shapes.icon20} />,
          pill: 'Recommended',
        },
        {
          value: 'device-code',
          title: 'A code on another device',
          caption: "For a computer without a browser. Some tenants don't allow it.",
          icon: <PhoneLaptopRegular aria-hidden className={shapes.icon20} />,
        },
        // In practice nothing leaves this computer, and the Azure CLI is signed in to a real tenant.
        ...(app?.practice
          ? []
          : [
              {
                value: 'azure-cli',
                title: 'Azure CLI sign-in',
                caption: 'As the account that ran az login on this computer.',
                icon: <WindowConsoleRegular aria-hidden className={shapes.icon20} />,
              },
            ]),
      ]}
    />
  );
}

/** What few people need: a client ID of their own, and another cloud. */
function SignInExtras() {
  const shapes = useShapes();
  const { app, wanted, refusals } = useStore();
  const [own, setOwn] = useState(wanted.clientId !== '');
  const [clouds, setClouds] = useState(false);
  const refusedCloud = refusedIn(refusals, 'cloud');
  const others = (app?.clouds ?? []).filter(({ id }) => id !== wanted.cloud).map(({ title }) => title);
  return (
    <>
      <div className={mergeClasses(shapes.line, shapes.wrap)} style={{ gap: '8px 20px' }}>
        {!own && wanted.how !== 'azure-cli' && (
          <TextLink go={() => setOwn(true)}>Use your own client ID</TextLink>
        )}
        {!clouds && others.length > 0 && !refusedCloud && (
          <TextLink go={() => setClouds(true)}>Other clouds: {others.join(', ')}</TextLink>
        )}
      </div>
      {own && wanted.how !== 'azure-cli' && (
        <Field
          label="Client ID"
          hint="A public client of your organization, with http://localhost as a redirect URI."
          {...refusedIn(refusals, 'clientId')}
        >
          <Input
            spellCheck={false}
            value={wanted.clientId}
            onChange={(_, { value }) => wants({ clientId: value })}
          />
        </Field>
      )}
      {(clouds || refusedCloud) && (
        <Field label="Cloud" {...refusedCloud}>
          <NativeSelect
            value={wanted.cloud}
            choose={(value) => {
              wants({ cloud: value });
              set({ found: undefined });
            }}
          >
            {app?.clouds.map(({ id, title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </NativeSelect>
        </Field>
      )}
    </>
  );
}

/** Looks the named tenant up once the typing pauses. */
function find(): void {
  const { wanted, page, signIn: waiting } = get();
  const tenant = wanted.tenant.trim();
  if (tenant.length < 4 || page !== 'sign-in' || waiting) return;
  set({ found: 'looking' });
  quietly(async () => {
    const answer = await ask('tenant.find', { tenant, cloud: wanted.cloud });
    if (get().wanted.tenant.trim() !== tenant || get().wanted.cloud !== wanted.cloud) return;
    if ('ok' in answer) set({ found: answer.ok, refusals: [] });
    else if ('refusals' in answer) set({ found: undefined, refusals: answer.refusals });
    else set({ found: undefined });
  });
}

function Found() {
  const s = useStyles();
  const shapes = useShapes();
  const found = useStore((store) => store.found);
  if (found === undefined) return null;
  if (found === 'looking') {
    return (
      <div className={mergeClasses(shapes.inset, shapes.line, s.found)}>
        <Ring /> Finding the tenant
      </div>
    );
  }
  return (
    <div className={mergeClasses(shapes.inset, shapes.line, shapes.wrap, s.found)}>
      <span className={mergeClasses(shapes.line, shapes.strong)}>
        <CheckmarkCircleFilled aria-hidden className={mergeClasses(shapes.icon16, s.good)} /> Found
      </span>
      <span>
        <span className={shapes.quiet}>Tenant ID</span> <span className={shapes.mono}>{found.tenantId}</span>
      </span>
      <span>
        <span className={shapes.quiet}>Cloud</span> {[found.cloud, found.region].filter(Boolean).join(', ')}
      </span>
    </div>
  );
}
