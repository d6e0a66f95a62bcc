/** Every page that follows Welcome, and the dialog over any, as one piece that is fetched while that is looked at. */
export { ProxyDialog } from '../dialogs/proxy-dialog.tsx';
export { ApplicationPage } from './application/application.tsx';
export { CheckPage } from './check/check.tsx';
export { DonePage } from './done/done.tsx';
export { ProfilePage } from './profile/profile.tsx';
export { QuestionsPage } from './questions/questions.tsx';
export { ReportPage } from './report/report.tsx';
export { ReviewPage } from './review/review.tsx';
export { RunPage } from './run/run.tsx';
export { SignInPage } from './sign-in/sign-in.tsx';
export { SignInWaiting } from './sign-in/sign-in-waiting.tsx';
export { SignedInPage } from './sign-in/signed-in.tsx';
export { UndoPage } from './undo/undo.tsx';
