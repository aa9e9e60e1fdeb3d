import { problems } from '@upshot/shared/problem';

/** The page of all problems. */
export function describeProblems(): string {
  const rows = Object.entries(problems).map(
    ([code, { status, title, resolution }]) => `## ${code}\n\n**${status}** ${title}.\n\n${resolution}\n`,
  );
  return `# Problems

The API answers a request that it cannot carry out with \`application/problem+json\`
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): \`type\`, \`title\`, \`status\`, \`code\`, \`detail\` and
\`request_id\`. When fields are invalid, \`detail\` is an object with a message for each field. This page is generated
from \`packages/shared/src/problem.ts\`.

${rows.join('\n')}`;
}
