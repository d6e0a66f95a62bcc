import { Checkbox, Field, Input, mergeClasses, tokens as t } from '@fluentui/react-components';
import { useId } from 'react';
import { assertNever } from '../format/assert-never.ts';
import { apart, together, type Unit, unitNames } from '../format/durations.ts';
import { NativeSelect } from '../ui/native-select.tsx';
import { OptionCards } from '../ui/option-cards.tsx';
import { useShapes } from '../ui/styles.ts';
import { SwitchRow } from '../ui/switch-row.tsx';
import { type AskProps, fieldWords } from './field-words.ts';
import { FileField } from './file-field.tsx';
import { ListField } from './list-field.tsx';
import { Picker } from './picker-field.tsx';
import { QueryField } from './query-field.tsx';
import { SecretField } from './secret-field.tsx';

/** Draws one question, whatever recipe puts it. */
export function AskField(props: AskProps) {
  const { ask } = props;
  switch (ask.kind) {
    case 'text':
      return (
        <Field {...fieldWords(props)}>
          <Input
            value={String(props.value ?? ask.default)}
            maxLength={ask.max}
            disabled={props.readOnly}
            onChange={(_, { value }) => props.onChange(value)}
          />
        </Field>
      );
    case 'number':
      return (
        <Field {...fieldWords(props)}>
          <Input
            type="number"
            min={ask.min}
            max={ask.max}
            value={String(props.value ?? ask.default)}
            disabled={props.readOnly}
            {...(ask.unit ? { contentAfter: ask.unit } : {})}
            onChange={(_, { value }) => props.onChange(value === '' ? '' : Number(value))}
          />
        </Field>
      );
    case 'duration':
      return <DurationField {...props} ask={ask} />;
    case 'choice':
      return <ChoiceField {...props} ask={ask} />;
    case 'choices':
      return <ChoicesField {...props} ask={ask} />;
    case 'list':
      return <ListField {...props} ask={ask} />;
    case 'query':
      return <QueryField {...props} ask={ask} />;
    case 'confirm':
      return <ConfirmField {...props} ask={ask} />;
    case 'secret':
      return <SecretField {...props} ask={ask} />;
    case 'pick':
      return <Picker {...props} ask={ask} />;
    case 'file':
      return <FileField {...props} ask={ask} />;
    default:
      return assertNever(ask);
  }
}

/** A number and its unit; "as measured" has no number. */
function DurationField(props: AskProps<'duration'>) {
  const shapes = useShapes();
  const { ask } = props;
  const id = useId();
  const { amount, unit } = apart(String(props.value ?? ask.default));
  const change = (next: { amount?: number; unit?: Unit }): void =>
    props.onChange(together({ amount, unit, ...next }));
  return (
    <Field {...fieldWords(props)} label={{ children: ask.title, id }}>
      <div className={shapes.line}>
        {unit !== 'auto' && (
          <Input
            type="number"
            min={1}
            aria-labelledby={id}
            value={String(amount)}
            disabled={props.readOnly}
            style={{ width: 96 }}
            onChange={(_, { value }) => change({ amount: Number(value) })}
          />
        )}
        <NativeSelect
          aria-label={`${ask.title}, unit`}
          value={unit}
          disabled={props.readOnly}
          choose={(value) => change({ unit: value as Unit })}
        >
          {ask.default === 'auto' && <option value="auto">As measured</option>}
          {Object.entries(unitNames).map(([key, name]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </NativeSelect>
      </div>
    </Field>
  );
}

/** Up to four options stand as cards where they have a consequence to say; others fold into a list. */
export function standsAsCards(ask: AskProps<'choice'>['ask']): boolean {
  return ask.options.length <= 4 && ask.options.some(({ consequence }) => consequence !== undefined);
}

function ChoiceField(props: AskProps<'choice'>) {
  const { ask } = props;
  const value = String(props.value ?? ask.default);
  if (!standsAsCards(ask)) {
    return (
      <Field {...fieldWords(props)}>
        <NativeSelect value={value} disabled={props.readOnly} choose={props.onChange}>
          {ask.options.map(({ id, title, unusable }) => (
            <option key={id} value={id} disabled={unusable !== undefined}>
              {unusable === undefined ? title : `${title} (${unusable})`}
            </option>
          ))}
        </NativeSelect>
      </Field>
    );
  }
  return (
    <OptionCards
      beside
      title={ask.title}
      helper={fieldWords(props).hint}
      wrong={fieldWords(props).validationMessage}
      value={value}
      choose={props.onChange}
      options={ask.options.map(({ id, title, consequence, unusable }) => ({
        value: id,
        title,
        caption: unusable ?? consequence,
        off: props.readOnly === true || unusable !== undefined,
      }))}
    />
  );
}

function ChoicesField(props: AskProps<'choices'>) {
  const shapes = useShapes();
  const id = useId();
  const { ask } = props;
  const chosen = Array.isArray(props.value) ? (props.value as readonly string[]) : ask.default;
  const flip = (id: string): void =>
    props.onChange(
      ask.options
        .filter((option) => (option.id === id) !== chosen.includes(option.id))
        .map((option) => option.id),
    );
  const { hint, validationMessage } = fieldWords(props);
  const says = validationMessage ?? hint;
  const rows = ask.options.some(({ consequence }) => consequence !== undefined);
  return (
    // Not a Field: it would give all its boxes one id, and a click on the last would be one on the first.
    <fieldset
      style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}
      {...(says ? { 'aria-describedby': id } : {})}
    >
      <legend style={{ padding: 0, marginBottom: rows ? 8 : 0 }}>{ask.title}</legend>
      <div
        className={rows ? shapes.card : mergeClasses(shapes.line, shapes.wrap)}
        {...(rows ? {} : { style: { gap: 0 } })}
      >
        {ask.options.map((option) =>
          rows ? (
            <SwitchRow
              key={option.id}
              title={option.title}
              lines={[option.unusable ?? option.consequence]}
              on={chosen.includes(option.id)}
              {...(option.unusable === undefined && !props.readOnly ? { flip: () => flip(option.id) } : {})}
            />
          ) : (
            <Checkbox
              key={option.id}
              label={option.title}
              checked={chosen.includes(option.id)}
              disabled={props.readOnly === true || option.unusable !== undefined}
              onChange={() => flip(option.id)}
            />
          ),
        )}
      </div>
      {says && (
        <p
          id={id}
          className={shapes.caption}
          style={validationMessage ? { color: t.colorStatusDangerForeground1 } : undefined}
        >
          {says}
        </p>
      )}
    </fieldset>
  );
}

/** A sentence to agree to. If it costs access, a row with a switch says what it costs. */
function ConfirmField(props: AskProps<'confirm'>) {
  const { ask, refusal } = props;
  const on = Boolean(props.value ?? ask.default);
  if ((ask.never ?? ask.consequence ?? ask.helper) === undefined) {
    return (
      <Field {...fieldWords(props)} label="">
        <Checkbox
          label={ask.title}
          checked={on}
          disabled={props.readOnly === true || ask.never !== undefined}
          onChange={(_, { checked }) => props.onChange(checked === true)}
        />
      </Field>
    );
  }
  return (
    <SwitchRow
      title={ask.title}
      lines={[ask.helper, refusal ? `${refusal.reason} ${refusal.remedy}` : (ask.never ?? ask.consequence)]}
      wrong={refusal !== undefined}
      on={on}
      {...(props.readOnly || ask.never ? {} : { flip: () => props.onChange(!on) })}
    />
  );
}
