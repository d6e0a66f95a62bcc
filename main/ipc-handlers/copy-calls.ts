import os from 'node:os';
import { app, clipboard, shell } from 'electron';
import { writeOut } from '../../host/profile/profile-file.ts';
import type { Answering } from '../../preload/contract.ts';
import { isConsentPage, mailAddress } from '../ipc/links.ts';
import { handedOver, heldSecret } from '../session/held-secrets.ts';
import { clearsIn } from '../session/secret-clipboard.ts';
import { toResult, type WindowSession } from '../session/window-session.ts';
import { askWhere } from './save-profile.ts';

type CopyCalls = 'secret.hint' | 'secret.copy' | 'text.copy' | 'link.open' | 'mail.open' | 'diagnostics.save';

/** What leaves the window on a person's word: into the clipboard, the browser, the mail program, a file. */
export function copyCalls(desk: WindowSession): Pick<Answering, CopyCalls> {
  return {
    'secret.hint': async ({ handle }) => {
      const held = await heldSecret(desk, handle);
      return { hint: held?.about['hint'], expires: held?.about['expiresAt'] };
    },

    'secret.copy': ({ handle }) =>
      toResult(desk, async () => {
        const held = await heldSecret(desk, handle);
        if (held?.value === undefined) {
          return {
            problem: {
              code: 'secret-not-here',
              title: "This computer doesn't have that secret",
              because: 'Microsoft Entra shows a client secret only once, when it is created.',
              remedies: [{ do: 'redo' as const, step: 'create-secret' }],
            },
          };
        }
        await desk.secretClipboard.copy(held.value);
        await handedOver(desk, handle);
        return { ok: { clearsIn } };
      }),

    'text.copy': async ({ text }) => void (await clipboard.writeText(text)),

    'link.open': ({ url }) =>
      toResult(desk, async () => {
        if (!desk.sent.mayOpen(url) && !desk.place.isOwnPage(url)) return notOpened();
        await shell.openExternal(isConsentPage(url) ? desk.place.pageFor(url) : url);
        return { ok: undefined };
      }),

    'mail.open': ({ subject, message }) =>
      toResult(desk, async () => {
        if (!desk.sent.mayMail(message)) return notOpened();
        await shell.openExternal(mailAddress(subject, message));
        return { ok: undefined };
      }),

    'diagnostics.save': () =>
      toResult(desk, async () => {
        const file = await askWhere(desk, 'sentinel-onboarding-diagnostics.json', 'Diagnostics', ['json']);
        if (file !== undefined) await writeOut(file, 'file', diagnostics(desk), false);
        return { ok: { file } };
      }),
  };
}

/** What a bug report needs: versions, requests without query or body, and where surprises came from. No names, no words. */
function diagnostics(desk: WindowSession): string {
  const { electron, chrome, node } = process.versions;
  const report = {
    version: app.getVersion(),
    electron,
    chrome,
    node,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    practice: desk.place.practice?.name ?? false,
    requests: desk.requests,
    surprises: desk.surprises,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function notOpened() {
  return {
    problem: {
      code: 'link-not-known',
      title: "Can't open that link",
      because: 'The app opens only links and messages that it showed.',
      remedies: [{ do: 'retry' as const }] as const,
    },
  };
}
