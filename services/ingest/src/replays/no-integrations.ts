import { Problem } from '@upshot/shared/problem';

/** The problem of a replay that names integrations which are not there. */
export function noIntegrations(project: string, texts: readonly string[]): Problem {
  const named = texts.map((text) => `"${text}"`).join(' or ');
  return new Problem(
    'integration_not_found',
    `Project "${project}" has no integration ${named}. Nothing was replayed.`,
  );
}
