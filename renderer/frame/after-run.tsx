import { ArrowDownloadRegular, ArrowUndoRegular } from '@fluentui/react-icons';
import { counted } from '../format/words.ts';
import type { Act } from './page-frame.tsx';

/** What can be done with a run that isn't at work: undo its changes, if it has any, and save its report. */
export function undoAndReport(changes: number, open: (dialog: 'undo' | 'report') => void): readonly Act[] {
  const undo = {
    label: `Undo ${counted(changes, 'change')}`,
    icon: <ArrowUndoRegular />,
    go: () => open('undo'),
  };
  const save = { label: 'Save report', icon: <ArrowDownloadRegular />, go: () => open('report') };
  return changes > 0 ? [undo, save] : [save];
}
