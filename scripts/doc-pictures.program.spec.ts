import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fixtures } from '../renderer/gallery/fixtures.ts';
import { docPictures, madeFile, madeOf, notDrawn, stalePictures } from './doc-pictures.mjs';

const picture = { file: 'docs/pictures/a.png', fixture: 'a', of: ['renderer/ui', 'renderer/a.ts'] };
let top: string;

async function plant(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(top, file)), { recursive: true });
  await writeFile(path.join(top, file), text);
}

beforeEach(async () => {
  top = await mkdtemp(path.join(os.tmpdir(), 'pictures-'));
  await plant('README.md', '![A page](docs/pictures/a.png)');
  await plant('docs/pictures/a.png', 'pixels');
  await plant('renderer/ui/b.tsx', 'one');
  await plant('renderer/a.ts', 'two');
  await plant(madeFile, JSON.stringify({ [picture.file]: await madeOf(top, picture) }));
});

afterEach(async () => {
  await rm(top, { recursive: true, force: true });
});

describe('a picture of the docs', () => {
  it('is fresh while nothing it is made of changes, and specs are not part of it', async () => {
    await plant('renderer/ui/b.spec.tsx', 'new');
    await plant('renderer/other.ts', 'new');
    expect(await stalePictures(top, [picture])).toEqual([]);
  });

  it.each(['renderer/ui/b.tsx', 'renderer/ui/new.tsx', 'renderer/a.ts', 'docs/pictures/a.png'])(
    'is stale once %s changes',
    async (file) => {
      await plant(file, 'changed');
      expect(await stalePictures(top, [picture])).toEqual([
        'docs/pictures/a.png is stale. Type: npm run gallery -- --docs',
      ]);
    },
  );

  it('is drawn by the gallery, or the page that shows it is named', () => {
    expect(notDrawn('docs/x.md', '![A](pictures/a.png) ![B](https://example.com/b.png)', [picture])).toEqual(
      [],
    );
    expect(notDrawn('docs/x.md', '![C](pictures/c.png)', [picture])).toEqual([
      'docs/x.md shows docs/pictures/c.png, which is not in scripts/doc-pictures.mjs.',
    ]);
  });

  it('names a fixture that exists', () => {
    const names = fixtures.map(({ name }) => name);
    expect(docPictures.filter(({ fixture }) => !names.includes(fixture))).toEqual([]);
  });
});
