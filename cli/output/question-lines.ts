import type { Question } from '../../engine/model/question.ts';
import { visible } from '../../engine/model/visible.ts';
import { columns, type Style, wrapped } from './style.ts';
import { assertNever, type Lines, length } from './words.ts';

/** A question as it is put in the terminal, with what it offers. */
export function askLines(style: Style, ask: Question): Lines {
  const head = [
    style.paint('strong', visible(ask.title)),
    ...(ask.helper ? wrapped(style, visible(ask.helper), '  ') : []),
    ...(ask.consequence ? wrapped(style, visible(ask.consequence), '  ') : []),
  ];
  switch (ask.kind) {
    case 'choice':
    case 'choices':
      return [
        ...head,
        ...optionLines(ask.options.map(({ id, title, consequence }) => [id, title, consequence ?? ''])),
      ];
    case 'pick': {
      const shown = ask.options.slice(0, 30);
      const more = ask.options.length - shown.length;
      return [
        ...head,
        ...optionLines(shown.map(({ title, cells = [] }) => [title, ...cells])),
        ...(more > 0 ? [`  and ${more} more. Enter a name or an ID`] : []),
      ];
    }
    case 'number':
      return [...head, `  From ${ask.min} to ${ask.max}${ask.unit ? ` ${visible(ask.unit)}` : ''}`];
    case 'duration':
      return [...head, `  Such as 5m, from ${length(ask.minSeconds)} to ${length(ask.maxSeconds)}`];
    case 'confirm':
      return [...head, '  yes or no'];
    case 'secret':
      return [...head, `  Pass it with --secret ${ask.id}=env:NAME, file:PATH or stdin`];
    case 'text':
    case 'list':
    case 'query':
    case 'file':
      return head;
    default:
      return assertNever(ask);
  }
}

function optionLines(rows: readonly (readonly string[])[]): Lines {
  return columns(rows.map((row) => row.map(visible))).map((line) => `  ${line}`);
}
