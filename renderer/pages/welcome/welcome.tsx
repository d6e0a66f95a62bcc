import { makeStyles, mergeClasses } from '@fluentui/react-components';
import { LockClosedRegular, WeatherMoonRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { PageFrame } from '../../frame/page-frame.tsx';
import { themeActs } from '../../frame/title-bar.tsx';
import { useMedia } from '../../state/hooks.ts';
import { useStore } from '../../state/store.ts';
import { Skeleton } from '../../ui/list-states.tsx';
import { ActMenu } from '../../ui/overlay.tsx';
import { narrow, useShapes } from '../../ui/styles.ts';
import { Interrupted, resumedAs } from './interrupted.tsx';
import { WelcomeDrawing } from './welcome-drawing.tsx';
import { MoreTiles, VendorTiles, WhatToCheck } from './welcome-tiles.tsx';

const useStyles = makeStyles({
  top: { width: '620px', maxWidth: '100%', minHeight: '110px', [narrow]: { width: '100%', minHeight: 0 } },
  foot: { flexWrap: 'wrap', gap: '8px 16px', paddingTop: '12px', marginTop: 'auto' },
});

/** What would you like to do: what was interrupted first. */
export function WelcomePage() {
  const s = useStyles();
  const shapes = useShapes();
  const app = useStore((store) => store.app);
  const roomy = useMedia('(min-width: 1025px)');
  const [asking, setAsking] = useState(false);
  if (!app) {
    return (
      <PageFrame wide title="What would you like to do?">
        <Skeleton words="Checking this computer" rows={3} />
      </PageFrame>
    );
  }
  const practices = app.practice !== undefined;
  const interrupted = app.runs.filter(
    (run) => !run.finished && resumedAs(run) !== undefined && run.tenant.practice === practices,
  );
  const pretend = app.practiceTenants[0]?.name;
  return (
    <PageFrame
      wide
      title="What would you like to do?"
      lead={
        <span style={{ display: 'block', maxWidth: 540 }}>
          Give a security product access to Microsoft Sentinel, or check an existing connection. You review
          every change first.
        </span>
      }
    >
      {(interrupted.length > 0 || roomy) && (
        <div className={mergeClasses(shapes.stack, s.top)}>
          {interrupted.map((run) => (
            <Interrupted key={run.runId} run={run} />
          ))}
        </div>
      )}
      {roomy && app.recipes[0] && <WelcomeDrawing tile={app.recipes[0].tile} />}
      <VendorTiles recipes={app.recipes} />
      <MoreTiles check={() => setAsking(true)} practice={practices ? undefined : pretend} />
      <WelcomeFoot version={app.version} />
      {asking && <WhatToCheck close={() => setAsking(false)} />}
    </PageFrame>
  );
}

/** Who this app talks to, its version and its theme. */
function WelcomeFoot({ version }: { readonly version: string }) {
  const s = useStyles();
  const shapes = useShapes();
  return (
    <div className={mergeClasses(shapes.line, s.foot)}>
      <LockClosedRegular aria-hidden className={mergeClasses(shapes.icon16, shapes.quiet)} />
      <span className={mergeClasses(shapes.caption, shapes.grow)}>
        Connects only to Microsoft, as you. No telemetry. No account with us.
      </span>
      <span className={shapes.caption}>Version {version}</span>
      <ActMenu
        name="Theme"
        up
        button={
          <>
            <WeatherMoonRegular aria-hidden className={shapes.icon16} />{' '}
            <span className={shapes.caption}>Theme</span>
          </>
        }
        acts={themeActs()}
      />
    </div>
  );
}
