import { opened } from './contoso.ts';
import type { Fixture } from './fixture.ts';
import { answered, ofCheck, ofRun, signingIn } from './pages.ts';
import { openedProfile, profileView } from './profile.ts';

/** Every dialog over the page that opens it, by the file that draws it. */
export const dialogs = {
  'disconnect-dialog': {
    name: 'dialog-disconnect',
    sees: ['Disconnect Dropzone AI from Contoso', 'Not created by this app', 'Remove 3 things'],
    store: ofCheck('checked'),
    press: ['Disconnect'],
  },
  'proxy-dialog': {
    name: 'dialog-proxy',
    sees: ['Sign in to your proxy', 'proxy.contoso.com:3128', 'The proxy refused'],
    store: {
      ...signingIn,
      proxyAsks: {
        proxy: 'proxy.contoso.com:3128',
        realm: 'Contoso Internet Access',
        basic: true,
        refused: true,
      },
    },
  },
  'report-dialog': {
    name: 'dialog-report',
    sees: ['PDF, for a ticket or your records.', 'Choose location'],
    store: ofRun('done', 'finished', { profile: profileView }),
    press: ['Save report'],
  },
  'rotate-dialog': {
    name: 'dialog-rotate',
    sees: ['Rotate the client secret', 'After a week', 'Show plan'],
    store: { ...answered, page: 'profile', opened: openedProfile },
    press: ['Rotate the client secret'],
  },
  'save-dialog': {
    name: 'dialog-save',
    sees: ['Save profile', 'Sealed profile', 'Terraform', 'Choose location'],
    store: ofRun('done', 'finished', { profile: profileView }),
    press: ['Save profile'],
  },
  'undo-dialog': {
    name: 'dialog-undo',
    sees: ['Undo 7 changes?', 'Keep changes', 'Soft-deleted for 30 days'],
    store: ofRun('done', 'undoPlanned', { profile: profileView }),
    press: ['Undo 7 changes'],
  },
} as const satisfies Readonly<Record<string, Fixture>>;

/** Dialogs that a page or a card holds itself. */
const others: readonly Fixture[] = [
  {
    name: 'dialog-what-to-check',
    sees: ['What do you want to check?', 'A connection profile'],
    store: { app: opened },
    press: ['Check a connection'],
  },
  {
    name: 'dialog-about-problem',
    sees: ['What to do'],
    store: ofRun('run', 'blocked'),
    press: ['About this problem'],
  },
  {
    name: 'menu-account',
    sees: ['Switch account', 'Sign out', 'Dark theme'],
    store: { ...answered, page: 'signed-in' },
    press: ['Account, Ada Lind'],
  },
];

export const dialogFixtures: readonly Fixture[] = [...Object.values<Fixture>(dialogs), ...others];
