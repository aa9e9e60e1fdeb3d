import type { ApiMember } from '@upshot/sandbox/script-api/entry';

/** Whether the type of a member is that of a method. */
export function isMethod(type: string): boolean {
  return /^[(<]/.test(type);
}

/** A member as TypeScript declares it: `name: type`, or for a method `name(parameters): result`. */
export function declareMember({ name, type }: Pick<ApiMember, 'name' | 'type'>): string {
  if (!isMethod(type)) return `${name}: ${type}`;
  const at = type.lastIndexOf(') => ');
  return `${name}${type.slice(0, at + 1)}: ${type.slice(at + 5)}`;
}
