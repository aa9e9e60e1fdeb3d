import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../../api/client.ts';
import type { Integration } from '../../../api/entities.generated.ts';
import { updateIntegration } from '../../../api/operations.generated.ts';
import { ActionDialog } from '../../../parts/action-dialog.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { TextInput, textOf } from '../../../parts/text-input.tsx';
import type { IntegrationParams } from '../integration-params.ts';

const KEY_BYTES = 32;

/** Sets or replaces the key that signs deliveries. */
export function SigningKeyButton({
  params,
  isSet,
  onSaved,
}: {
  readonly params: IntegrationParams;
  readonly isSet: boolean;
  readonly onSaved: (integration: Integration) => void;
}) {
  const queryClient = useQueryClient();
  const save = async (form: FormData) => {
    const keys = [textOf(form, 'shared_key'), textOf(form, 'former')].map((key) => key.trim());
    const body = { shared_key: keys.filter((key) => key !== '').join(',') };
    const answer = await call(updateIntegration, { params, body });
    onSaved(answer._embedded.entity);
    await queryClient.invalidateQueries();
  };
  const action = isSet ? 'Rotate key' : 'Set key';
  return (
    <ActionDialog
      action={action}
      title={isSet ? 'Rotate the signing key' : 'Set a signing key'}
      onConfirm={save}
    >
      <KeyFields isSet={isSet} />
    </ActionDialog>
  );
}

function KeyFields({ isSet }: { readonly isSet: boolean }) {
  const [generated, setGenerated] = useState('');
  return (
    <>
      <p>Copy the new key now: it is not shown again. Give it to the receiver.</p>
      <TextInput key={generated} name="shared_key" label="New key, in base64" value={generated} />
      <div className="filters">
        <Button className="button" onPress={() => setGenerated(generateKey())}>
          Generate
        </Button>
        {generated === '' ? null : <CopyButton text={generated}>Copy key</CopyButton>}
      </div>
      {isSet ? (
        <TextInput
          name="former"
          label="Former key"
          hint="Both sign until you rotate again without it, so that the receiver can change in its own time."
        />
      ) : null}
    </>
  );
}

function generateKey(): string {
  return btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(KEY_BYTES))));
}
