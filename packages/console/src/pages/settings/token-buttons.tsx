import { useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import type { NewToken, Token } from '../../api/entities.generated.ts';
import { createToken, revokeToken } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import { SelectInput } from '../../parts/select-input.tsx';
import { TextInput, textOf } from '../../parts/text-input.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';

const DAY_MS = 86_400_000;

const scopes = [
  { id: 'read', label: 'read: sees everything' },
  { id: 'operate', label: 'operate: also pauses, resumes, replays' },
  { id: 'admin', label: 'admin: changes everything' },
  { id: 'producer', label: 'producer: only posts activities' },
] as const;

const lifetimes = [
  { id: 'never', label: 'never' },
  ...[1, 7, 30, 90, 365].map((days) => ({
    id: String(days),
    label: days === 1 ? 'in a day' : `in ${days} days`,
  })),
];

/** Makes a token, and gives it to `onMade`: nothing else ever has it. */
export function CreateTokenButton({
  project,
  onMade,
}: {
  readonly project: string;
  readonly onMade: (token: NewToken) => void;
}) {
  const { seesSystem } = useSession();
  const queryClient = useQueryClient();
  const create = async (form: FormData) => {
    const body = {
      name: textOf(form, 'name').trim(),
      scope: scopes.find(({ id }) => id === textOf(form, 'scope'))?.id ?? 'read',
      project: textOf(form, 'project') === 'every' ? null : project,
      expires_at: expiryOf(textOf(form, 'expires_at')),
    };
    onMade(await call(createToken, { body }));
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog action="Create token" title="Create a token" onConfirm={create}>
      <TextInput name="name" label="Name" hint="Who uses it." maxLength={128} />
      <SelectInput name="scope" label="Scope" items={scopes} value="read" />
      {seesSystem ? (
        <SelectInput
          name="project"
          label="Good for"
          items={[
            { id: 'this', label: `the project ${project}` },
            { id: 'every', label: 'every project' },
          ]}
          value="this"
        />
      ) : (
        <p>It is good for the project {project}.</p>
      )}
      <SelectInput name="expires_at" label="Expires" items={lifetimes} value="never" />
    </ActionDialog>
  );
}

function expiryOf(text: string): string | null {
  return text === 'never' ? null : new Date(Date.now() + Number(text) * DAY_MS).toUTCString();
}

/** Revokes a token, for good. */
export function RevokeTokenButton({
  token: { id, name },
  isOwn,
}: {
  readonly token: Token;
  readonly isOwn: boolean;
}) {
  const queryClient = useQueryClient();
  const revoke = async () => {
    await call(revokeToken, { params: { token: id } });
    await queryClient.invalidateQueries();
  };
  return (
    <ActionDialog
      action="Revoke"
      label={`Revoke ${name}`}
      title={`Revoke the token ${makeVisible(name)}?`}
      onConfirm={revoke}
    >
      <p>
        What uses it gets no answer any more, here at once and on other instances within five seconds. It
        cannot be made good again.
      </p>
      {isOwn ? <p className="banner warn">You have signed in with it: this ends your session.</p> : null}
    </ActionDialog>
  );
}
