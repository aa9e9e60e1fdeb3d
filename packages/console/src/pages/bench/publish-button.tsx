import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Input, Label, TextField } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { addScriptVersion } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { SourceDiff } from '../../parts/source-diff.tsx';

/** A version of a script that an edited one is based on. */
export interface Base {
  readonly version: number;
  readonly source: string;
}

/** Publishes the source as the next version, unless another one was published meanwhile. */
export function PublishButton({
  params,
  base,
  source,
  isTried,
  onPublished,
}: {
  readonly params: { readonly project: string; readonly integration: string };
  readonly base: Base;
  readonly source: string;
  /** Whether the source was tried as it is. */
  readonly isTried: boolean;
  readonly onPublished: (published: Base) => void;
}) {
  const queryClient = useQueryClient();
  const [message, setMessage] = useState('');
  const publish = async () => {
    const text = message.trim();
    const body = { source, if_version: base.version, ...(text === '' ? {} : { message: text }) };
    try {
      const made = await call(addScriptVersion, { params, body });
      onPublished({ version: made.version, source });
    } finally {
      // Where another version was published meanwhile, the page shows it.
      await queryClient.invalidateQueries();
    }
  };
  if (source === base.source) return null;
  return (
    <ActionDialog action="Publish" title="Publish a new version?" onConfirm={publish}>
      <p>Runs that begin from now on use it. It takes the place of version {base.version}:</p>
      <SourceDiff from={base.source} to={source} />
      {isTried ? null : <p className="banner warn">This source was not tried.</p>}
      <TextField value={message} onChange={setMessage} maxLength={500}>
        <Label>Message (for other people)</Label>
        <Input />
      </TextField>
    </ActionDialog>
  );
}
