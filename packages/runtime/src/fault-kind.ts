const MAX_LENGTH = 120;

/** What tells faults apart: the code (`ECONNREFUSED`, an SQLSTATE), else the message without its numbers. */
export function describeFaultKind(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault).slice(0, MAX_LENGTH);
  if ('code' in fault && typeof fault.code === 'string') return fault.code;
  return `${fault.name}: ${fault.message.replace(/\d+/g, 'N')}`.slice(0, MAX_LENGTH);
}
