import { networkInterfaces } from 'node:os';
import ipaddr from 'ipaddr.js';

/** Tells whether an address is one of this machine's own. Addresses come and go, so it looks at every call. */
export function isOwnAddress(address: string): boolean {
  const asked = ipaddr.process(address).toString();
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(
      (local) => ipaddr.isValid(local.address) && ipaddr.process(local.address).toString() === asked,
    ),
  );
}
