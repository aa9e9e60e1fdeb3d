/**
 * The headers of the console's page. Nothing is loaded from another host, no text becomes script (Trusted Types), and
 * only the pages of `frameAncestors` may frame it. The referrer stays within the console: over plain http, it is what
 * shows that a request comes from there.
 */
export function consoleHeaders(
  nonce: string,
  frameAncestors: readonly string[],
): Readonly<Record<string, string>> {
  return {
    'content-security-policy': contentSecurityPolicy(nonce, frameAncestors),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
    'referrer-policy': 'same-origin',
    ...(frameAncestors.length === 0 ? { 'x-frame-options': 'DENY' } : {}),
  };
}

function contentSecurityPolicy(nonce: string, frameAncestors: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
}
