/** Turns globs, in which `*` stands for any run of characters, into patterns of SQL's `like` that mean the same. */
export function toLikePatterns(globs: readonly string[]): readonly string[] {
  const patterns = globs.map((glob) => glob.replace(/[\\%_]/g, '\\$&').replaceAll('*', '%'));
  return [...new Set(patterns)];
}
