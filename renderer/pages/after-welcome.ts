/** Every page that follows the first two, as one piece that is fetched while those are looked at. */
export { ApplicationPage } from './application.tsx';
export { CheckPage } from './check.tsx';
export { DonePage } from './done.tsx';
export { ProfilePage } from './profile.tsx';
export { QuestionsPage } from './questions.tsx';
export { ReportPage } from './report.tsx';
export { ReviewPage } from './review.tsx';
export { RunPage } from './run.tsx';
export { SignedInPage } from './signed-in.tsx';
export { UndoPage } from './undo.tsx';
