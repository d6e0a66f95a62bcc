import { Button, Field, Input, mergeClasses } from '@fluentui/react-components';
import { PersonKeyRegular } from '@fluentui/react-icons';
import { useId, useState } from 'react';
import type { ProxyQuestion } from '../../preload/contract.ts';
import { ask } from '../state/invoke.ts';
import { quietly } from '../state/session.ts';
import { set } from '../state/store.ts';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

/** Asks for a proxy's user name and password. Both leave this window with the button, and main holds them. */
export function ProxyDialog({ asks }: { readonly asks: ProxyQuestion }) {
  const shapes = useShapes();
  const form = useId();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const leave = (answer: () => Promise<void>): void => {
    set({ proxyAsks: undefined });
    quietly(answer);
  };
  return (
    <AskDialog
      title="Sign in to your proxy"
      onClose={() => leave(() => ask('proxy.cancel'))}
      actions={
        <Button
          appearance="primary"
          type="submit"
          form={form}
          icon={<PersonKeyRegular />}
          disabled={userName === '' || password === ''}
        >
          Sign in
        </Button>
      }
    >
      <p className={shapes.body}>
        To reach Microsoft, this computer uses the proxy{' '}
        <strong className={shapes.strong}>{asks.proxy}</strong>. It requires its own sign-in.
        {asks.realm !== undefined && ` It calls itself “${asks.realm}”.`}
      </p>
      <form
        id={form}
        className={mergeClasses(shapes.stack, shapes.near)}
        onSubmit={(event) => {
          event.preventDefault();
          leave(() => ask('proxy.sign-in', { userName, password }));
        }}
      >
        <Field label="User name">
          <Input
            autoComplete="off"
            spellCheck={false}
            value={userName}
            onChange={(_, { value }) => setUserName(value)}
          />
        </Field>
        <Field
          label="Password"
          {...(asks.refused
            ? {
                validationState: 'error' as const,
                validationMessage: 'The proxy refused that user name and password. Enter them again.',
              }
            : {})}
        >
          <Input
            type="password"
            autoComplete="off"
            value={password}
            onChange={(_, { value }) => setPassword(value)}
          />
        </Field>
      </form>
      <p className={shapes.caption}>
        Kept in memory until you close the app. Never saved.
        {asks.basic && ' Unless the proxy uses HTTPS, your password travels unencrypted on your network.'}
      </p>
    </AskDialog>
  );
}
