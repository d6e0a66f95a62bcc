import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fixture } from '../renderer/gallery/fixture.ts';
import { fixtures } from '../renderer/gallery/fixtures.ts';
import { bundle, type Gallery, openGallery, sizes } from './gallery-page.ts';
import { root } from './say.mjs';

let gallery: Gallery;

beforeAll(async () => {
  gallery = await openGallery();
});

afterAll(async () => {
  await gallery.close();
});

describe('each fixture of the gallery', () => {
  it.each(fixtures)('$name shows its words, throws nothing and is not cut off', async (fixture) => {
    const shown = await gallery.open(fixture);
    expect(await shown.missing()).toEqual([]);
    for (const size of sizes) {
      await shown.showIn('light', size);
      expect([size.width, await shown.overflow()]).toEqual([size.width, 0]);
    }
    expect(shown.faults).toEqual([]);
    await shown.close();
  });

  it('would be reported: a planted word, fault and overflow are found', async () => {
    const planted: Fixture = { name: 'welcome', sees: ['A word that no page shows'] };
    const shown = await gallery.open(planted);
    expect(await shown.missing(500)).toEqual(planted.sees);
    await shown.page.evaluate(() => {
      document.body.append(Object.assign(document.createElement('img'), { width: 5000 }));
      console.error('planted');
    });
    expect(await shown.overflow()).toBeGreaterThan(3000);
    expect(shown.faults).toEqual(['planted']);
    await shown.close();
  });
});

describe('what the product bundles', () => {
  const ofGallery = (sources: readonly string[]) =>
    sources.filter((file) => file.startsWith('renderer/gallery/'));

  it('holds nothing of the gallery', async () => {
    const sources = await bundle('index.html');
    expect(sources).toContain('renderer/app/app.tsx');
    expect(ofGallery(sources)).toEqual([]);
  });

  it('would be reported: the bundle of the gallery holds all of it', async () => {
    const files = await readdir(path.join(root, 'renderer/gallery'));
    const sources = ofGallery(await bundle('gallery/index.html')).map((file) => path.basename(file));
    expect(sources).toContain('gallery.tsx');
    expect(files).toEqual(expect.arrayContaining(sources));
  });
});
