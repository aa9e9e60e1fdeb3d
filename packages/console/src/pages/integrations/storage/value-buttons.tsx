import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/client.ts';
import type { StoredValue } from '../../../api/entities.generated.ts';
import { deleteStoredValue, putStoredValue } from '../../../api/operations.generated.ts';
import { ActionDialog } from '../../../parts/action-dialog.tsx';
import { asLines, TextInput, textOf } from '../../../parts/text-input.tsx';
import { makeVisible } from '../../../parts/visible-text.ts';
import type { IntegrationParams } from '../integration-params.ts';

interface OfValue {
  readonly params: IntegrationParams;
  readonly item: StoredValue;
}

const later =
  'Runs that begin from now on see it, unless a worker has begun a series of runs: what these store wins. ' +
  'Pause the integration to be sure.';

/** Stores a value under a new key. */
export function AddValueButton({ params }: Pick<OfValue, 'params'>) {
  const queryClient = useQueryClient();
  const add = async (form: FormData) => {
    const key = JSON.stringify(textOf(form, 'key')).slice(1, -1);
    const body = { value: textOf(form, 'value'), if_value: null };
    await call(putStoredValue, { params: { ...params, key }, body });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Add value" title="Store a value" onConfirm={add}>
      <p>{later}</p>
      <TextInput name="key" label="Key" maxLength={512} />
      <TextInput name="value" label="Value, as JSON" rows={6} />
    </ActionDialog>
  );
}

/** Stores another value, unless the one that is shown was changed meanwhile. */
export function ChangeValueButton({ params, item: { key, value } }: OfValue) {
  const queryClient = useQueryClient();
  const change = async (form: FormData) => {
    const typed = textOf(form, 'value');
    const seen = form.has('seen') ? textOf(form, 'seen') : undefined;
    if (seen !== undefined && typed === asLines(seen)) return;
    const body = { value: typed, ...(seen === undefined ? {} : { if_value: seen }) };
    try {
      await call(putStoredValue, { params: { ...params, key }, body });
    } finally {
      await queryClient.invalidateQueries();
    }
  };
  return (
    <ActionDialog
      action="Change"
      label={`Change ${key}`}
      title={`Change what is stored under ${makeVisible(key)}`}
      onConfirm={change}
    >
      <ValueFields value={value} />
    </ActionDialog>
  );
}

/** The page may learn of another value while the dialog is open: what the reader has seen is kept. */
function ValueFields({ value }: { readonly value: string | undefined }) {
  const [seen] = useState(value);
  return (
    <>
      <p>{later}</p>
      {seen === undefined ? null : <input type="hidden" name="seen" value={seen} />}
      <TextInput
        name="value"
        label="Value, as JSON"
        rows={10}
        value={asLines(seen ?? '')}
        {...(seen === undefined ? { hint: 'What is stored holds a secret, and is not shown.' } : {})}
      />
    </>
  );
}

/** Removes a value. */
export function DeleteValueButton({ params, item: { key } }: OfValue) {
  const queryClient = useQueryClient();
  const remove = async () => {
    await call(deleteStoredValue, { params: { ...params, key } });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog
      action="Delete"
      label={`Delete ${key}`}
      title={`Delete what is stored under ${makeVisible(key)}?`}
      onConfirm={remove}
    >
      <p>{later}</p>
    </ActionDialog>
  );
}
