import { useNavigate } from '@tanstack/react-router';
import { call } from '../../api/client.ts';
import { pingIntegration } from '../../api/operations.generated.ts';
import { ActionDialog } from '../../parts/action-dialog.tsx';
import type { IntegrationParams } from './integration-params.ts';

/** Sends a webhook a test delivery, and shows its run. */
export function PingButton({ params }: { readonly params: IntegrationParams }) {
  const navigate = useNavigate();
  const ping = async () => {
    const { matched } = await call(pingIntegration, { params });
    const [run] = matched.map((match) => match.run);
    if (run !== undefined)
      await navigate({ to: '/p/$project/runs/$run', params: { project: params.project, run } });
  };
  return (
    <ActionDialog action="Ping" title="Send a test delivery?" onConfirm={ping}>
      <p>
        An activity of type <code>integration.ping</code> is sent to the webhook, signed like any other,
        whatever its filter says. It is not tried again.
      </p>
    </ActionDialog>
  );
}
