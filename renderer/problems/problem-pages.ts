/**
 * The pages of docs/problems by their code, as text, taken in when the program is built. Fetched only when somebody asks
 * about a problem.
 */
const found = import.meta.glob<string>('../../docs/problems/*.md', {
  eager: true,
  query: '?raw',
  import: 'default',
});

export const problemPages: ReadonlyMap<string, string> = new Map(
  Object.entries(found).map(([file, text]) => [file.replace(/^.*\/|\.md$/gu, ''), text]),
);
