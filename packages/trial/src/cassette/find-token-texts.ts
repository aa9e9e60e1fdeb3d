import type { Cassette } from './cassette-schema.ts';

/** Texts that are secrets by their form. */
const FORMS: Readonly<Record<string, RegExp>> = {
  'a Slack token': /\bxox[abeprs]-[\w-]{10,}/,
  'a Slack webhook': /hooks\.slack\.com\/services\/T\w+\/B\w+\/\w+/,
  'a GitHub token': /\b(?:gh[opsur]_\w{20,}|github_pat_\w{20,})/,
  'a GitLab token': /\bglpat-[\w-]{16,}/,
  'an AWS key': /\bAKIA[0-9A-Z]{16}\b/,
  'a Stripe key': /\b[rs]k_(?:live|test)_\w{10,}/,
  'a JSON Web Token': /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/,
  'a private key': /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  'a bearer token': /\bBearer [\w.~+/-]{16,}/i,
};

/** Names what in a cassette looks like a secret without being a variable: where it is, and what it looks like. */
export function findTokenTexts(cassette: Cassette): readonly string[] {
  const { script, activity, project, variables, calls, result } = cassette;
  const places: Readonly<Record<string, unknown>> = {
    activity,
    project,
    variables,
    'script.source': script.source,
  };
  const all = [
    ...Object.entries(places),
    ...calls.map((call, index) => [`calls[${index}]`, call] as const),
    ['result', result] as const,
  ];
  return all.flatMap(([place, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return Object.entries(FORMS).flatMap(([form, pattern]) =>
      pattern.test(text) ? [`${place}: ${form}`] : [],
    );
  });
}
