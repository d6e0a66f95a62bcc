/**
 * The pages of docs/problems by their code, as text, bundled at build time. Loaded only when a problem page is
 * opened.
 */
const found = import.meta.glob<string>('../../docs/problems/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

export const problemPages: ReadonlyMap<string, string> = new Map(
  Object.entries(found).map(([file, text]) => [file.replace(/^.*\/|\.md$/gu, ''), text]),
);
