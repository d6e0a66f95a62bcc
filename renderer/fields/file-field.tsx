import { Button, Field, makeStyles, mergeClasses, tokens as t } from '@fluentui/react-components';
import { DocumentAddRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { grouped } from '../format/words.ts';
import { quietly } from '../state/session.ts';
import { useShapes } from '../ui/styles.ts';
import { type AskProps, fieldWords } from './field-words.ts';

const useStyles = makeStyles({
  drop: {
    width: '100%',
    borderRadius: t.borderRadiusMedium,
    outlineOffset: '2px',
  },
  over: { outline: `2px dashed ${t.colorBrandStroke1}` },
});

/** A button and a drop target the size of the field; what is too large is refused before it is read. */
export function FileField(props: AskProps<'file'>) {
  const s = useStyles();
  const shapes = useShapes();
  const { ask, onChange, readOnly } = props;
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [name, setName] = useState<string | undefined>(undefined);
  const [tooLarge, setTooLarge] = useState(false);
  const take = (file: File | undefined): void => {
    if (!file) return;
    setTooLarge(file.size > ask.maxBytes);
    if (file.size > ask.maxBytes) return;
    quietly(async () => {
      onChange(await file.text());
      setName(file.name);
    });
  };
  return (
    <Field
      {...fieldWords(props)}
      {...(tooLarge
        ? {
            validationState: 'error' as const,
            validationMessage: `That file is larger than ${grouped(ask.maxBytes)} bytes. Choose another.`,
          }
        : {})}
    >
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a drop target; the button is its keyboard way */}
      <div
        role="group"
        aria-label={ask.title}
        className={mergeClasses(s.drop, over && s.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <Button
          icon={<DocumentAddRegular />}
          disabled={readOnly === true}
          style={{ width: '100%' }}
          onClick={() => input.current?.click()}
        >
          {name ?? 'Choose a file'}
        </Button>
        <input
          ref={input}
          type="file"
          tabIndex={-1}
          aria-label={ask.title}
          accept={ask.accept.join(',')}
          className={shapes.hidden}
          onChange={(event) => take(event.target.files?.[0])}
        />
      </div>
    </Field>
  );
}
