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
  ['pdf', 'Document', 'PDF, for the ticket or the file.'],
  ['html', 'Page', 'HTML without script, read in any browser.'],
  ['json', 'For programs', 'JSON. Opened here again, read only.'],
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
          Choose a place
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
        Who, when, whose tenant, each change and each check with its requests and their ids. No secret is part
        of it.
      </p>
    </AskDialog>
  );
}
