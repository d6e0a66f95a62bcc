import { createRoot } from 'react-dom/client';
import { App } from '../app/app.tsx';
import { set } from '../state/store.ts';
import { bridgeOf } from './bridge.ts';
import type { Fixture } from './fixture.ts';
import { fixtures } from './fixtures.ts';
import { Sheet } from './sheet.tsx';

declare global {
  interface Window {
    /** Shows the page in a theme, as if the system had changed to it. */
    showIn?: (theme: 'light' | 'dark') => void;
  }
}

/** Draws the fixture that the address names. */
function draw(root: HTMLElement, fixture: Fixture): void {
  const { door, tell } = bridgeOf(fixture);
  window.showIn = (theme) => tell('app.theme', { dark: theme === 'dark', highContrast: false });
  Object.defineProperty(window, 'onboarding', { value: door });
  document.body.style.margin = '0';
  if (fixture.store) set(fixture.store);
  createRoot(root).render(
    fixture.word === undefined ? <App /> : <Sheet name={fixture.name} word={fixture.word} />,
  );
}

const named = new URLSearchParams(location.search).get('fixture');
const fixture = fixtures.find(({ name }) => name === named);
const root = document.getElementById('root');
if (root && fixture) draw(root, fixture);
