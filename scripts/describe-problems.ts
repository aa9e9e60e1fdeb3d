import { problems } from '@upshot/shared/problem';

/** The page of all problems. */
export function describeProblems(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title, resolution }]) => `## ${code}\n\n**${status}** ${title}.\n\n${resolution}\n`,
  );
  return `# Problems

What the API answers to a request it cannot carry out: \`application/problem+json\` ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)),
with \`type\`, \`title\`, \`status\`, \`code\`, \`detail\` and \`request_id\`. Where fields are wrong, \`detail\` is a map from each
field to what is wrong with it. This page is made from \`packages/shared/src/problem.ts\`.

${rows.join('\n')}`;
}
