/** Takes the privileges of root from this process until disposal. Other accounts have none to lose. */
export function dropPrivileges(): Disposable {
  const account = process.geteuid?.();
  if (account === 0) process.seteuid?.('nobody');
  return {
    [Symbol.dispose]() {
      if (account === 0) process.seteuid?.(account);
    },
  };
}
