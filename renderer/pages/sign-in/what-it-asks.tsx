import { mergeClasses } from '@fluentui/react-components';
import { AppGenericRegular, LockClosedRegular, PersonRegular, ShieldRegular } from '@fluentui/react-icons';
import type { ReactElement } from 'react';
import { useStore } from '../../state/store.ts';
import { useShapes } from '../../ui/styles.ts';

/** What the browser will ask, and for whom, so that its page comes as no surprise. */
export function WhatItAsks() {
  const shapes = useShapes();
  const app = useStore((store) => store.app);
  const wanted = useStore((store) => store.wanted);
  const borrowed = wanted.clientId.trim() === '';
  const name = borrowed ? (app?.client.name ?? '') : 'Your own client ID';
  const lines: readonly (readonly [ReactElement, string, string])[] = [
    [
      <PersonRegular key="i" aria-hidden className={shapes.icon20} />,
      'Sign in as yourself',
      'Use the account that makes the changes. You can switch later.',
    ],
    [
      <AppGenericRegular key="i" aria-hidden className={shapes.icon20} />,
      `To “${name}”`,
      borrowed
        ? 'You sign in through the Azure CLI application. It might appear in sign-in logs.'
        : 'It might appear in sign-in logs.',
    ],
    [
      <ShieldRegular key="i" aria-hidden className={shapes.icon20} />,
      'No new consent',
      'You use only the roles you already have.',
    ],
    [
      <LockClosedRegular key="i" aria-hidden className={shapes.icon20} />,
      'Your tokens stay here',
      'In memory only. Deleted when you sign out or close the window.',
    ],
  ];
  return (
    <aside aria-labelledby="asks" className={mergeClasses(shapes.inset, shapes.stack)} style={{ gap: 12 }}>
      <h2 id="asks" className={shapes.h3}>
        What your browser asks
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
