import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { call } from '../../../api/client.ts';
import type { Integration } from '../../../api/entities.generated.ts';
import { getIntegration, updateIntegration } from '../../../api/operations.generated.ts';
import { ask } from '../../../api/queries.ts';
import { ActionForm } from '../../../parts/action-form.tsx';
import { useSession } from '../../../parts/use-session.ts';
import { makeVisible } from '../../../parts/visible-text.ts';
import type { IntegrationParams } from '../integration-params.ts';
import { FilterPreview } from './filter-preview.tsx';
import { fieldsOf, isSet, readChanges, settingText, type SettingField } from './setting-fields.ts';
import { SettingInput } from './setting-input.tsx';
import { SigningKeyButton } from './signing-key-button.tsx';

const page = '/p/$project/integrations/$integration';

interface TabProps {
  readonly params: IntegrationParams;
  readonly integration: Integration;
}

/** When an integration runs, and how. */
export function SettingsTab({ params, integration }: TabProps) {
  const { canChange } = useSession();
  // The form keeps what its reader has seen: a change of others while it is open must not go unnoticed.
  const [seen, setSeen] = useState(integration);
  const [said, setSaid] = useState({ message: '', times: 0 });
  const show = (next: Integration, message: string) => {
    setSeen(next);
    setSaid(({ times }) => ({ message, times: times + 1 }));
  };
  if (!canChange) return <SettingsList integration={integration} />;
  return (
    <>
      <SettingsForm key={said.times} params={params} seen={seen} onSeen={show} />
      <p role="status">{said.message}</p>
      {seen.shared_key === undefined ? null : (
        <section>
          <h2>Signing key</h2>
          <p>
            {seen.shared_key === null
              ? 'No key is set: deliveries are not signed.'
              : 'A key is set, and not shown. It signs every delivery.'}
          </p>
          <SigningKeyButton params={params} isSet={seen.shared_key !== null} onSaved={setSeen} />
        </section>
      )}
    </>
  );
}

function SettingsForm({
  params,
  seen,
  onSeen,
}: {
  readonly params: IntegrationParams;
  readonly seen: Integration;
  readonly onSeen: (next: Integration, message: string) => void;
}) {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const [isBusy, setIsBusy] = useState(false);
  const fields = fieldsOf(seen);
  const [texts, setTexts] = useState(() =>
    Object.fromEntries(fields.map((field) => [field.name, settingText(seen, field)])),
  );
  const save = async (form: FormData) => {
    const changes = readChanges(seen, form);
    if (Object.keys(changes).length === 0) return onSeen(seen, 'Nothing was changed.');
    const body = { ...changes, if_updated_at: seen.updated_at };
    const answer = await call(updateIntegration, { params, body });
    const { entity } = answer._embedded;
    onSeen(entity, 'Saved.');
    // The address may hold the former name.
    const own = { project: params.project, integration: entity.id };
    queryClient.setQueryData(ask(getIntegration, { params: own }).queryKey, entity);
    await navigate({ to: page, params: own, search: { tab: 'settings' }, replace: true });
    await queryClient.invalidateQueries();
  };
  const reload = async () => {
    onSeen(await call(getIntegration, { params }), 'The settings are shown as they are now.');
    await queryClient.invalidateQueries();
  };
  return (
    <ActionForm
      onSubmit={save}
      onBusy={setIsBusy}
      buttons={
        <>
          <Button className="button" isDisabled={isBusy} onPress={() => void reload()}>
            Show what is there now
          </Button>
          <Button className="button primary" type="submit" isDisabled={isBusy}>
            {isBusy ? 'Saving …' : 'Save'}
          </Button>
        </>
      }
    >
      {fields.map((field) => (
        <SettingInput
          key={field.name}
          integration={seen}
          field={field}
          onChange={(text) => setTexts((former) => ({ ...former, [field.name]: text }))}
        />
      ))}
      {seen.events === undefined ? null : <FilterPreview project={params.project} texts={texts} />}
    </ActionForm>
  );
}

/** For those who cannot change them. */
function SettingsList({ integration }: Pick<TabProps, 'integration'>) {
  return (
    <dl className="facts">
      {fieldsOf(integration).map((field) => (
        <div key={field.name} className="fact">
          <dt>{field.label}</dt>
          <dd>{makeVisible(describe(integration, field))}</dd>
        </div>
      ))}
    </dl>
  );
}

function describe(integration: Integration, field: SettingField): string {
  const { kind } = field;
  if (kind === 'secret' || kind === 'removable secret')
    return isSet(integration, field) ? 'set, not shown' : 'none';
  const text = settingText(integration, field).replaceAll('\n', ', ');
  return text === '' ? 'none' : text;
}
