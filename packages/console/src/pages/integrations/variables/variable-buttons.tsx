import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../../api/client.ts';
import type { Variable } from '../../../api/entities.generated.ts';
import { createVariable, deleteVariable, updateVariable } from '../../../api/operations.generated.ts';
import { ActionDialog } from '../../../parts/action-dialog.tsx';
import { CheckInput } from '../../../parts/check-input.tsx';
import { asLines, TextInput, textOf } from '../../../parts/text-input.tsx';
import { makeVisible } from '../../../parts/visible-text.ts';
import type { IntegrationParams } from '../integration-params.ts';

interface Params {
  readonly params: IntegrationParams;
}

interface OfVariable extends Params {
  readonly variable: Variable;
}

/** Adds a variable. */
export function AddVariableButton({ params }: Params) {
  const queryClient = useQueryClient();
  const add = async (form: FormData) => {
    const body = { name: textOf(form, 'name').trim(), value: textOf(form, 'value'), ...kindOf(form) };
    await call(createVariable, { params, body });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Add variable" title="Add a variable" onConfirm={add}>
      <p>Runs that begin from now on see it.</p>
      <TextInput name="name" label="Name" maxLength={128} />
      <TextInput name="value" label="Value" rows={4} />
      <KindInputs />
    </ActionDialog>
  );
}

/** Changes a variable: the value of a sensitive one stays unless a new one is given. */
export function ChangeVariableButton({ params, variable }: OfVariable) {
  const queryClient = useQueryClient();
  const { id, name, value, is_json, is_sensitive } = variable;
  const shown = asLines(value ?? '');
  const change = async (form: FormData) => {
    const typed = textOf(form, 'value');
    const body = {
      name: textOf(form, 'name').trim(),
      ...(typed === shown ? {} : { value: typed }),
      ...kindOf(form),
    };
    await call(updateVariable, { params: { ...params, variable: id }, body });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog
      action="Change"
      label={`Change ${name}`}
      title={`Change the variable ${makeVisible(name)}`}
      onConfirm={change}
    >
      <TextInput name="name" label="Name" value={name} maxLength={128} />
      <TextInput
        name="value"
        label="Value"
        rows={4}
        value={shown}
        {...(is_sensitive ? { hint: 'It is sensitive, and not shown. Leave this empty to keep it.' } : {})}
      />
      <KindInputs isJson={is_json} isSensitive={is_sensitive} />
    </ActionDialog>
  );
}

/** Deletes a variable. */
export function DeleteVariableButton({ params, variable: { id, name } }: OfVariable) {
  const queryClient = useQueryClient();
  const remove = async () => {
    await call(deleteVariable, { params: { ...params, variable: id } });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog
      action="Delete"
      label={`Delete ${name}`}
      title={`Delete the variable ${makeVisible(name)}?`}
      onConfirm={remove}
    >
      <p>Runs that begin from now on do not see it. Its value cannot be brought back.</p>
    </ActionDialog>
  );
}

function KindInputs({ isJson = false, isSensitive = false }) {
  return (
    <>
      <CheckInput name="is_json" label="The value is JSON" isChecked={isJson} />
      <CheckInput
        name="is_sensitive"
        label="Sensitive: sealed, never shown again, masked in output"
        isChecked={isSensitive}
      />
    </>
  );
}

function kindOf(form: FormData) {
  return { is_json: form.has('is_json'), is_sensitive: form.has('is_sensitive') };
}
