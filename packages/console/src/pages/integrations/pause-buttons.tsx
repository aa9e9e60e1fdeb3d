import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Checkbox, Input, Label, TextField } from 'react-aria-components';
import { call } from '../../api/client.ts';
import { pauseIntegration, resumeIntegration } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';

interface ButtonProps {
  readonly params: { readonly project: string; readonly integration: string };
}

/** Pauses an integration, with a reason for others. */
export function PauseButton({ params }: ButtonProps) {
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const pause = async () => {
    const body = reason.trim() === '' ? {} : { reason: reason.trim() };
    await call(pauseIntegration, { params, body });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Pause" title="Pause this integration?" onConfirm={pause}>
      <p>It gets no new runs. Pending runs wait until it is resumed. Attempts in progress end as usual.</p>
      <TextField value={reason} onChange={setReason} maxLength={500}>
        <Label>Reason (for other people)</Label>
        <Input />
      </TextField>
    </ActionDialog>
  );
}

interface ResumeButtonProps extends ButtonProps {
  /** Gets how many runs were made for what the integration missed. */
  readonly onResumed: (recovered: number) => void;
}

/** Resumes an integration, and makes runs for the activities that it missed if asked to. */
export function ResumeButton({ params, onResumed }: ResumeButtonProps) {
  const queryClient = useQueryClient();
  const [isRecovering, setIsRecovering] = useState(false);
  const resume = async () => {
    const answer = await call(resumeIntegration, { params, body: { recover: isRecovering } });
    onResumed(answer.recovered);
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Resume" title="Resume this integration?" onConfirm={resume}>
      <p>Its pending runs continue, and new activities fire it again.</p>
      <Checkbox className="checkbox" isSelected={isRecovering} onChange={setIsRecovering}>
        <span aria-hidden="true" className="box" /> Also run for the activities that it missed
      </Checkbox>
    </ActionDialog>
  );
}
