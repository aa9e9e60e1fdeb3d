import { use } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField } from 'react-aria-components';
import { FieldFaults } from './field-faults.ts';

interface TextInputProps {
  /** Of the form, and of the field of the API. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  readonly value?: string;
  /** More than one makes it take lines. */
  readonly rows?: number;
  readonly type?: 'text' | 'number' | 'password';
  readonly maxLength?: number;
  readonly onChange?: (value: string) => void;
}

/** A labelled field of a form, with what is wrong with it. */
export function TextInput({ name, label, hint, value = '', rows, type, ...more }: TextInputProps) {
  const fault = use(FieldFaults)[name];
  return (
    <TextField
      className="field"
      isInvalid={fault !== undefined}
      name={name}
      defaultValue={value}
      autoComplete="off"
      {...more}
    >
      <Label>{label}</Label>
      {rows === undefined ? (
        <Input {...(type === undefined ? {} : { type })} />
      ) : (
        <TextArea rows={rows} spellCheck={false} />
      )}
      {hint === undefined ? null : (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <FieldError className="field-error">{fault ?? ''}</FieldError>
    </TextField>
  );
}

/** The text of a field, as it was typed. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}

/** As a field of lines gives a text back that was put into it. */
export function asLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}
