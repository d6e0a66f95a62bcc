import { describe, expect, it } from 'vitest';
import type { FormField } from '../../engine/model/profile.ts';
import { allButTheSecret, copyProgress, fieldKey, nameOf, sections } from './vendor-form.ts';

const form: readonly FormField[] = [
  { section: 'Connection', id: 'clientId', title: 'Client ID', value: 'c2a9' },
  { section: 'Connection', id: 'secret', title: 'Client Secret', value: '', secretHandle: 'handle-1' },
  { section: 'Workspaces, 1 of 2: weu', id: 'id', title: 'Workspace ID', value: '0f6b' },
  { section: 'Workspaces, 2 of 2: neu', id: 'id', title: 'Workspace ID', value: '77aa' },
];

describe("the vendor's form", () => {
  it('stands in its own order, neighbors of a section together', () => {
    expect(sections(form).map(({ title, fields }) => [title, fields.length])).toEqual([
      ['Connection', 2],
      ['Workspaces, 1 of 2: weu', 1],
      ['Workspaces, 2 of 2: neu', 1],
    ]);
  });

  it('tells the same field of two workspaces apart', () => {
    expect(new Set(form.map(fieldKey)).size).toBe(4);
  });

  it('names a field with its section where its title comes twice', () => {
    expect(form.map((field) => nameOf(form, field))).toEqual([
      'Client ID',
      'Client Secret',
      'Workspace ID (Workspaces, 1 of 2: weu)',
      'Workspace ID (Workspaces, 2 of 2: neu)',
    ]);
  });

  it('counts what was copied, and forgets what the form no longer has', () => {
    expect(copyProgress(form, new Set())).toEqual({ done: 0, total: 4 });
    expect(copyProgress(form, new Set(['Connection/clientId', 'Gone/id']))).toEqual({ done: 1, total: 4 });
    expect(copyProgress(form, new Set(form.map(fieldKey)))).toEqual({ done: 4, total: 4 });
  });

  it('copies everything but the secret as text, section by section', () => {
    expect(allButTheSecret(form)).toBe(
      'Connection\nClient ID: c2a9\n\nWorkspaces, 1 of 2: weu\nWorkspace ID: 0f6b\n\nWorkspaces, 2 of 2: neu\nWorkspace ID: 77aa',
    );
    expect(allButTheSecret(form)).not.toContain('handle-1');
  });
});
