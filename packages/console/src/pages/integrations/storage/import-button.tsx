import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button, FileTrigger } from 'react-aria-components';
import { call } from '../../../api/client.ts';
import { importStorage } from '../../../api/operations.generated.ts';
import { ActionDialog } from '../../../parts/action-dialog.tsx';
import { CheckInput } from '../../../parts/check-input.tsx';
import { words } from '../../../words.ts';
import type { IntegrationParams } from '../integration-params.ts';
import { splitObject } from './split-object.ts';

/** Stores the members of a JSON file: all of them, or none. */
export function ImportButton({ params }: { readonly params: IntegrationParams }) {
  const queryClient = useQueryClient();
  const [file, setFile] = useState<File>();
  const store = async (form: FormData) => {
    if (file === undefined) throw new Error('Choose a file first.');
    const values = Object.fromEntries(splitObject(await file.text()));
    await call(importStorage, { params, body: { values, replace: form.has('replace') } });
    setFile(undefined);
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Import" title="Import values" onConfirm={store}>
      <p>A file with a JSON object: keys and values, as the export writes it.</p>
      <div>
        <FileTrigger acceptedFileTypes={['.json']} onSelect={(files) => setFile(files?.[0])}>
          <Button className="button">Choose a file</Button>
        </FileTrigger>{' '}
        <span role="status">{file === undefined ? '' : `${file.name}, ${words.characters(file.size)}`}</span>
      </div>
      <CheckInput name="replace" label="Remove all other keys" />
    </ActionDialog>
  );
}
