import type { FormField } from '../../engine/model/profile.ts';

/** A part of the vendor's form, in its order. */
export interface FormSection {
  readonly title: string;
  readonly fields: readonly FormField[];
}

/** Neighbors of the same section stand together; the order is the form's own. */
export function sections(form: readonly FormField[]): readonly FormSection[] {
  const found: { title: string; fields: FormField[] }[] = [];
  for (const field of form) {
    const last = found.at(-1);
    if (last?.title === field.section) last.fields.push(field);
    else found.push({ title: field.section, fields: [field] });
  }
  return found;
}

/** What names a field: ids repeat where a form holds the same part for several workspaces. */
export function fieldKey(field: FormField): string {
  return `${field.section}/${field.id}`;
}

/** What a field is called apart from its place: with its section, where the form has another of that title. */
export function nameOf(form: readonly FormField[], { title, section }: FormField): string {
  return form.filter((each) => each.title === title).length > 1 ? `${title} (${section})` : title;
}

/** "3 of 17 copied": only what the form still has counts. */
export function copyProgress(
  form: readonly FormField[],
  copied: ReadonlySet<string>,
): { readonly done: number; readonly total: number } {
  const keys = new Set(form.map(fieldKey));
  return { done: [...keys].filter((key) => copied.has(key)).length, total: keys.size };
}

/** Every value but the secret, as text to paste into a note. */
export function allButTheSecret(form: readonly FormField[]): string {
  return sections(form)
    .map(({ title, fields }) => {
      const lines = fields.filter(({ secretHandle }) => secretHandle === undefined);
      return [title, ...lines.map((field) => `${field.title}: ${field.value}`)].join('\n');
    })
    .join('\n\n');
}
