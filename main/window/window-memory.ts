import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** What the window remembers between two starts. Sizes in CSS pixels. */
export interface WindowMemory {
  readonly width: number;
  readonly height: number;
  readonly maximized: boolean;
  readonly theme: ThemeChoice;
}

export const smallest = { width: 900, height: 640 } as const;
const first: WindowMemory = { width: 1280, height: 800, maximized: false, theme: 'system' };
const largest = 10_000;

const fileIn = (folder: string): string => path.join(folder, 'window.json');

/** Reads what was remembered. Anything unreadable counts as never written: a window opens in any case. */
export function rememberedWindow(folder: string): WindowMemory {
  try {
    const read: unknown = JSON.parse(readFileSync(fileIn(folder), 'utf8'));
    if (read === null || typeof read !== 'object') return first;
    const { width, height, maximized, theme } = read as Record<string, unknown>;
    return {
      width: within(width, smallest.width, first.width),
      height: within(height, smallest.height, first.height),
      maximized: maximized === true,
      theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    };
  } catch {
    return first;
  }
}

/** Writes it down. A disk that refuses costs a remembered size and nothing else. */
export function rememberWindow(folder: string, memory: WindowMemory): void {
  try {
    writeFileSync(fileIn(folder), JSON.stringify(memory), { mode: 0o600 });
  } catch {
    return;
  }
}

function within(read: unknown, least: number, otherwise: number): number {
  return typeof read === 'number' && Number.isFinite(read) && read <= largest
    ? Math.max(least, Math.round(read))
    : otherwise;
}
