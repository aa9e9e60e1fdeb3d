import type { ApiOperation } from './api-document.ts';

/** The request as a command. Its placeholders are those of the path, in capitals as variables of a shell. */
export function writeCurl({ method, path, security, requestBody }: ApiOperation, base: URL): string {
  const asVariable = (_match: string, name: string) => `$${name.toUpperCase()}`;
  const address = `${base.href.replace(/\/$/, '')}${path.replaceAll(/\{(\w+)\}/g, asVariable)}`;
  const [type] = Object.keys(requestBody?.content ?? {});
  return [
    `curl${method === 'GET' ? '' : ` -X ${method}`} "${address}"`,
    ...(security === undefined || security.length === 0 ? [] : ['-H "authorization: Bearer $UPSHOT_TOKEN"']),
    ...(type === undefined ? [] : [`-H 'content-type: ${type}'`, '-d @body.json']),
  ].join(' \\\n  ');
}
