// Controls but tab and newline; marks of direction; characters without width; halves of a surrogate pair.
const invisible =
  // oxlint-disable-next-line eslint/no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Text of scripts and producers with nothing hidden in it: controls become their pictures (`␛`), and characters that
 * turn or hide text become their code (`⟨U+202E⟩`).
 */
export function makeVisible(text: string): string {
  return text.replace(invisible, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    if (code === 0x7f) return '␡';
    return `⟨U+${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}
