import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { rollBackScript } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';

/** Makes an earlier source the next version, unless the current one is another by now. */
export function RollBackButton({
  params,
  version,
  current,
}: {
  readonly params: { readonly project: string; readonly integration: string };
  readonly version: number;
  readonly current: number;
}) {
  const queryClient = useQueryClient();
  const [message, setMessage] = useState('');
  const rollBack = async () => {
    const text = message.trim();
    const body = { if_version: current, ...(text === '' ? {} : { message: text }) };
    try {
      await call(rollBackScript, { params: { ...params, version }, body });
    } finally {
      await queryClient.invalidateQueries();
    }
  };
  return (
    <ActionDialog action="Roll back" title={`Roll back to version ${version}?`} onConfirm={rollBack}>
      <p>
        Its source becomes a new version, which takes the place of version {current} in runs that begin from
        now on.
      </p>
      <TextField value={message} onChange={setMessage} maxLength={500}>
        <Label>Message (for other people)</Label>
        <Input />
      </TextField>
    </ActionDialog>
  );
}
