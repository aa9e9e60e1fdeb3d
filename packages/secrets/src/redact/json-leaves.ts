/**
 * The texts and numbers inside a JSON value, as texts. It goes through the levels one by one, since a value may have
 * thousands of them.
 */
export function jsonLeaves(value: unknown): readonly string[] {
  const leaves: string[] = [];
  let level = [value];
  while (level.length > 0) {
    const deeper: unknown[][] = [];
    for (const item of level) {
      if (typeof item === 'string') leaves.push(item);
      else if (typeof item === 'number') leaves.push(String(item));
      else if (typeof item === 'object' && item !== null) deeper.push(Object.values(item));
    }
    level = deeper.flat();
  }
  return leaves;
}
