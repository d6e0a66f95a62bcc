import { hcl } from './quote.ts';

type Attribute = readonly [name: string, expression: string];

/** Attributes of one block, their equals signs below one another as `terraform fmt` has them. */
export function attributes(indent: string, ...all: readonly Attribute[]): string {
  const width = Math.max(0, ...all.map(([name]) => name.length));
  return all.map(([name, expression]) => `${indent}${name.padEnd(width)} = ${expression}`).join('\n');
}

/** A block: its head, and its parts with a blank line between them. */
export function block(head: string, ...parts: readonly string[]): string {
  return `${head} {\n${parts.filter((part) => part !== '').join('\n\n')}\n}`;
}

/** An import block: what stands under `id` is adopted under the address `to`. */
export function adopt(to: string, id: string): string {
  return block('import', attributes('  ', ['to', to], ['id', hcl(id)]));
}

/** Never destroyed by accident; what the connection does not speak of is left as it is. */
export function lifecycle(ignored: readonly string[]): string {
  return [
    '  lifecycle {',
    '    prevent_destroy = true',
    '    ignore_changes = [',
    ...ignored.map((name) => `      ${name},`),
    '    ]',
    '  }',
  ].join('\n');
}
