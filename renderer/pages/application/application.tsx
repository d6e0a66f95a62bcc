import { Field, Input } from '@fluentui/react-components';
import { useState } from 'react';
import { AskField } from '../../fields/question-field.tsx';
import { PageFrame } from '../../frame/page-frame.tsx';
import { checkApplication, show } from '../../state/session.ts';
import { recipeOf, set, useStore } from '../../state/store.ts';
import { Skeleton } from '../../ui/list-states.tsx';
import { useShapes } from '../../ui/styles.ts';

/** What a check without a profile begins with: the client ID of an application, or the questions. */
export function ApplicationPage() {
  const shapes = useShapes();
  const vendor = useStore((store) => recipeOf(store)?.vendor) ?? '';
  const secret = useStore((store) => recipeOf(store)?.asks.find((each) => each.kind === 'secret'));
  const there = useStore((store) => store.app?.signedIn);
  const busy = useStore((store) => store.busy);
  const refused = useStore((store) => store.refusals.find(({ field }) => field === 'application'));
  const [named, setNamed] = useState('');
  const itself = there?.kind === 'application';
  const missing = named.trim() === '' && !itself;
  return (
    <PageFrame
      title="Which application should be checked?"
      lead={`Its roles and permissions show what ${vendor} is connected to.`}
      back={{ label: 'Back', go: () => show('signed-in') }}
      note={busy}
      second={{ label: 'Answer questions instead', go: () => show('questions') }}
      primary={{
        label: 'Check',
        go: () => checkApplication(named),
        ...(busy ? { not: busy } : missing ? { not: 'Enter its client ID first.' } : {}),
      }}
    >
      <div className={shapes.stack} style={{ maxWidth: 560 }}>
        <Field
          label="Client ID"
          hint={
            itself
              ? `If empty, checks ${there.name}, which is signed in.`
              : "Shown on the application's overview page as Application (client) ID."
          }
          {...(refused
            ? {
                validationState: 'error' as const,
                validationMessage: `${refused.reason} ${refused.remedy}`,
              }
            : {})}
        >
          <Input
            value={named}
            maxLength={255}
            spellCheck={false}
            autoComplete="off"
            onChange={(_, { value }) => {
              setNamed(value);
              set({ refusals: [] });
            }}
          />
        </Field>
        {secret && <AskField ask={secret} value={undefined} onChange={() => undefined} />}
        {busy && <Skeleton words={busy} rows={2} />}
      </div>
    </PageFrame>
  );
}
