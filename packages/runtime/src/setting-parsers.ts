/** Makes the check of a URL: its scheme, and that it names a host. The messages never hold the URL. */
export function urlOf(schemes: readonly string[], example: string): (text: string) => string {
  return (text) => {
    if (!URL.canParse(text)) throw new Error(`it must be a URL, as ${example}.`);
    const url = new URL(text);
    if (!schemes.includes(url.protocol)) throw new Error(`it must begin with ${schemes.join('// or ')}//.`);
    if (url.hostname === '' && !url.searchParams.has('host'))
      throw new Error(`it must name a host: ${example}.`);
    return text;
  };
}
