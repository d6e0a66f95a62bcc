import { makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { OpenRegular } from '@fluentui/react-icons';
import { PageFrame } from '../../frame/page-frame.tsx';
import { openLink } from '../../problems/remedy-bar.tsx';
import { ask } from '../../state/invoke.ts';
import { cancelSignIn, go } from '../../state/session.ts';
import { useStore } from '../../state/store.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Ring } from '../../ui/state-mark.tsx';
import { useShapes } from '../../ui/styles.ts';

const useStyles = makeStyles({
  code: { fontSize: '32px', lineHeight: '44px', letterSpacing: '0.12em', fontFamily: t.fontFamilyMonospace },
});

/** While the browser is open, or a code waits to be typed elsewhere: to sign in, or to prove more during the work. */
export function SignInWaiting() {
  const s = useStyles();
  const shapes = useShapes();
  const more = useStore((store) => store.moreProof);
  const step = useStore((store) => store.moreProof ?? store.signIn);
  const wanted = useStore((store) => store.wanted);
  const code = step?.at === 'code';
  const cli = more === undefined && wanted.how === 'azure-cli';
  const uri = step?.verificationUri;
  const again = (): void => (code && uri ? openLink(uri) : go(undefined, () => ask('sign-in.open-again')));
  return (
    <PageFrame
      title={
        cli ? 'Asking the Azure CLI' : code ? 'Enter the code on another device' : 'Finish in your browser'
      }
      lead={
        more
          ? 'Microsoft asks for more proof of who you are, such as a second factor. The work continues after that.'
          : step?.at === 'reading'
            ? 'Signed in. Checking your account and what you can do.'
            : cli
              ? `Works if the Azure CLI is signed in to ${wanted.tenant}. This takes a few seconds.`
              : code
                ? `This window continues after you sign in to ${wanted.tenant}.`
                : `This window continues after you sign in. The page is at ${step?.host ?? 'your organization’s sign-in'} and asks for ${wanted.tenant}.`
      }
      back={{ label: 'Cancel', go: cancelSignIn }}
      note="Signing in changes nothing in your tenant."
      primary={
        cli
          ? undefined
          : {
              label: code ? 'Open the page' : 'Open it again',
              icon: <OpenRegular />,
              go: again,
              ...(code && !uri ? { not: 'Asking for a code.' } : {}),
              ...(step?.at === 'reading' ? { not: 'You are signed in.' } : {}),
            }
      }
    >
      {code && step.userCode ? (
        <div className={mergeClasses(shapes.card, shapes.pad, shapes.stack, shapes.near)}>
          <p className={shapes.caption}>Open {uri} and enter</p>
          <div className={shapes.line}>
            <span className={s.code}>{step.userCode}</span>
            <CopyButton what="code" text={step.userCode} />
          </div>
        </div>
      ) : (
        <p className={mergeClasses(shapes.line, shapes.body)}>
          <Ring /> Waiting for the sign-in
        </p>
      )}
    </PageFrame>
  );
}
