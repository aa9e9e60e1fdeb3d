import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../api/client.ts';
import {
  getProject,
  getProjectRetention,
  patchProject,
  putProjectRetention,
} from '../../api/operations.generated.ts';
import { ask } from '../../api/queries.ts';
import { ActionForm } from '../../parts/action-form.tsx';
import { ProblemView } from '../../parts/problem-view.tsx';
import { TextInput, textOf } from '../../parts/text-input.tsx';
import { Time } from '../../parts/time.tsx';
import { useSession } from '../../parts/use-session.ts';
import { makeVisible } from '../../parts/visible-text.ts';

const days = [
  ['activity_days', 'Days that activities are kept'],
  ['succeeded_days', 'Days that the log of succeeded runs is kept'],
  ['log_days', 'Days that the log of all other runs is kept'],
] as const;

type Retention = { readonly [N in (typeof days)[number][0]]?: number };

/** What a project is called, and how long its data is kept. */
export function ProjectTab({ project }: { readonly project: string }) {
  const { canChange, seesSystem } = useSession();
  const params = { project };
  const found = useQuery(ask(getProject, { params }));
  const kept = useQuery(ask(getProjectRetention, { params }));
  const problem = found.error ?? kept.error;
  if (problem !== null) return <ProblemView problem={problem} onRetry={() => void found.refetch()} />;
  if (found.data === undefined || kept.data === undefined) return <p className="hint">Loading …</p>;
  const { id, title, created_at } = found.data;
  return (
    <>
      <dl className="facts">
        <dt>Id</dt>
        <dd>
          <code>{id}</code>
        </dd>
        <dt>Title</dt>
        <dd>{title === '' ? 'none' : makeVisible(title)}</dd>
        <dt>Created</dt>
        <dd>
          <Time iso={created_at} />
        </dd>
      </dl>
      {canChange ? <TitleForm project={project} title={title} /> : null}
      <h2>Retention</h2>
      <p>Data that is older is removed. What has no number is kept as long as the deployment says.</p>
      {canChange && seesSystem ? (
        <RetentionForm project={project} kept={kept.data} />
      ) : (
        <RetentionList kept={kept.data} />
      )}
    </>
  );
}

function TitleForm({ project, title }: { readonly project: string; readonly title: string }) {
  const queryClient = useQueryClient();
  const save = async (form: FormData) => {
    await call(patchProject, { params: { project }, body: { title: textOf(form, 'title').trim() } });
    await queryClient.invalidateQueries();
  };
  return (
    <SavedForm action="Save title" onSave={save}>
      <TextInput name="title" label="Title" value={title} />
    </SavedForm>
  );
}

function RetentionForm({ project, kept }: { readonly project: string; readonly kept: Retention }) {
  const queryClient = useQueryClient();
  const save = async (form: FormData) => {
    const given = days.flatMap(([name]) => {
      const text = textOf(form, name).trim();
      return text === '' ? [] : [[name, Number(text)] as const];
    });
    await call(putProjectRetention, { params: { project }, body: Object.fromEntries(given) });
    await queryClient.invalidateQueries();
  };
  return (
    <SavedForm action="Save retention" onSave={save}>
      {days.map(([name, label]) => (
        <TextInput key={name} name={name} label={label} type="number" value={String(kept[name] ?? '')} />
      ))}
    </SavedForm>
  );
}

function RetentionList({ kept }: { readonly kept: Retention }) {
  return (
    <dl className="facts">
      {days.map(([name, label]) => (
        <div key={name} className="fact">
          <dt>{label}</dt>
          <dd>{kept[name] ?? 'as the deployment says'}</dd>
        </div>
      ))}
    </dl>
  );
}

function SavedForm({
  action,
  onSave,
  children,
}: {
  readonly action: string;
  readonly onSave: (form: FormData) => Promise<void>;
  readonly children: React.ReactNode;
}) {
  const [isBusy, setIsBusy] = useState(false);
  const [said, setSaid] = useState('');
  const save = async (form: FormData) => {
    setSaid('');
    await onSave(form);
    setSaid('Saved.');
  };
  return (
    <ActionForm
      onSubmit={save}
      onBusy={setIsBusy}
      buttons={
        <>
          <span role="status">{said}</span>
          <Button className="button primary" type="submit" isDisabled={isBusy}>
            {isBusy ? 'Saving …' : action}
          </Button>
        </>
      }
    >
      {children}
    </ActionForm>
  );
}
