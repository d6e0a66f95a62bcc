/** Every page that follows the first two, and the dialog over any, as one piece that is fetched while those are looked at. */
export { ProxyDialog } from '../dialogs/proxy-dialog.tsx';
export { ApplicationPage } from './application/application.tsx';
export { CheckPage } from './check/check.tsx';
export { DonePage } from './done/done.tsx';
export { ProfilePage } from './profile/profile.tsx';
export { QuestionsPage } from './questions/questions.tsx';
export { ReportPage } from './report/report.tsx';
export { ReviewPage } from './review/review.tsx';
export { RunPage } from './run/run.tsx';
export { SignedInPage } from './sign-in/signed-in.tsx';
export { UndoPage } from './undo/undo.tsx';
