import { mergeClasses } from '@fluentui/react-components';
import { AppGenericRegular, LockClosedRegular, PersonRegular, ShieldRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useStore } from '../../state/store.ts';
import { useShapes } from '../../ui/styles.ts';

/** What the browser will ask, and for whom, so that nobody is startled. */
export function WhatItAsks() {
  const shapes = useShapes();
  const app = useStore((store) => store.app);
  const wanted = useStore((store) => store.wanted);
  const borrowed = wanted.clientId.trim() === '';
  const name = borrowed ? (app?.client.name ?? '') : 'Your own client';
  const lines: readonly (readonly [ReactElement, string, string])[] = [
    [
      <PersonRegular key="i" aria-hidden className={shapes.icon20} />,
      'Sign in as yourself',
      'With the account that should make the changes. You can switch later.',
    ],
    [
      <AppGenericRegular key="i" aria-hidden className={shapes.icon20} />,
      `To “${name}”`,
      borrowed
        ? 'A Microsoft application every tenant already knows. We borrow its client ID, and your security team may see a sign-in of it.'
        : 'Your security team may see a sign-in of it.',
    ],
    [
      <ShieldRegular key="i" aria-hidden className={shapes.icon20} />,
      'No new consent',
      'You act with the roles you hold, and no more.',
    ],
    [
      <LockClosedRegular key="i" aria-hidden className={shapes.icon20} />,
      'Your tokens stay here',
      'In memory only, gone when you sign out or close the window.',
    ],
  ];
  return (
    <aside aria-labelledby="asks" className={mergeClasses(shapes.inset, shapes.stack)} style={{ gap: 12 }}>
      <h2 id="asks" className={shapes.h3}>
        What your browser will ask
      </h2>
      {lines.map(([icon, title, words]) => (
        <div key={title} className={mergeClasses(shapes.line, shapes.top)}>
          {icon}
          <div>
            <div className={shapes.h3} style={{ fontSize: 13 }}>
              {title}
            </div>
            <p className={shapes.caption}>{words}</p>
          </div>
        </div>
      ))}
      <hr className={shapes.rule} />
      <div>
        <p className={shapes.caption}>Client ID</p>
        <div className={mergeClasses(shapes.mono, shapes.cut)} style={{ fontSize: 11.5 }}>
          {borrowed ? app?.client.clientId : wanted.clientId}
        </div>
      </div>
    </aside>
  );
}
