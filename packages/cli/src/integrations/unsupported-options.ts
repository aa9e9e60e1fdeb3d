import { isIntegrationType } from '@upshot/integrations/registry';
import { Option } from 'commander';
import { Failure } from '../failure.ts';

/** Options of Platform.sh that only integration types without support here have. */
const names =
  '--room --base-url --bitbucket-url --username --key --secret --license-key --server-project ' +
  '--repository --build-merge-requests --build-pull-requests --build-draft-pull-requests ' +
  '--build-pull-requests-post-merge --build-wip-merge-requests --merge-requests-clone-parent-data ' +
  '--pull-requests-clone-parent-data --resync-pull-requests --fetch-branches --prune-branches ' +
  '--resources-init --category --index --sourcetype --protocol --syslog-host --syslog-port --facility ' +
  '--message-format --auth-mode --auth-token --verify-tls --redaction --header --excluded-services';

/** Taken, so that the server can say what to use instead of the type they belong to. */
export const unsupportedOptions: readonly Option[] = names
  .split(' ')
  .map((name) => new Option(`${name} [value]`).hideHelp());

/** Throws a Failure when one of them was given with a type that is supported. */
export function rejectUnsupportedOptions(type: string, options: object): void {
  if (!isIntegrationType(type)) return;
  const given = unsupportedOptions.find((option) => Object.hasOwn(options, option.attributeName()));
  if (given === undefined) return;
  throw new Failure(`The option ${given.long} cannot be used with the integration type ${type}.`);
}
