import { Button } from '@fluentui/react-components';
import { SaveRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import type { ReportForm } from '../../preload/contract.ts';
import { saveReport } from '../state/making.ts';
import { say } from '../state/session.ts';
import { OptionCards } from '../ui/option-cards.tsx';
import { AskDialog } from '../ui/overlay.tsx';
import { useShapes } from '../ui/styles.ts';

const options: readonly (readonly [ReportForm, title: string, caption: string])[] = [
  ['pdf', 'Document', 'PDF, for a ticket or your records.'],
  ['html', 'Page', 'HTML without scripts. Opens in any browser.'],
  ['json', 'For programs', 'JSON. You can open it here again, read only.'],
];

interface ReportProps {
  readonly runId: string;
  readonly close: () => void;
  readonly saved?: (file: string) => void;
}

/** In which form the report is saved: every change and check with its evidence, and no secret. */
export function ReportDialog({ runId, close, saved }: ReportProps) {
  const shapes = useShapes();
  const [form, setForm] = useState<ReportForm>('pdf');
  return (
    <AskDialog
      title="Save report"
      onClose={close}
      actions={
        <Button
          appearance="primary"
          icon={<SaveRegular />}
          onClick={() => {
            void saveReport(runId, form).then((file) => {
              if (file !== undefined) {
                say('Saved');
                saved?.(file);
              }
              close();
            });
          }}
        >
          Choose location
        </Button>
      }
    >
      <OptionCards
        title="Form"
        titleHidden
        value={form}
        choose={(value) => setForm(value as ReportForm)}
        options={options.map(([value, title, caption]) => ({ value, title, caption }))}
      />
      <p className={shapes.caption}>
        Includes the account, time, tenant, changes, checks, and request IDs. No secrets.
      </p>
    </AskDialog>
  );
}
