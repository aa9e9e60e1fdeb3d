import { loadNative } from './slot/barrier/native.ts';
import type { Native } from './slot/barrier/native.ts';

const RLIMIT_NPROC = 6;
const SOFT_LIMIT_OFFSET = 0;

/**
 * Lets a slot make threads, or refuses it, from outside: prlimit(2), RLIMIT_NPROC. A soft limit of 0 refuses every
 * clone, however many processes the account has; the slot itself may not change it. Root is exempt.
 */
export class ThreadPermit {
  readonly #pid: number;
  readonly #native: Native | undefined;
  readonly #given = Buffer.alloc(16);
  readonly #none = Buffer.alloc(16);

  /** Without `nativePath`, where no system calls are known, nothing is ever refused. */
  constructor(pid: number, nativePath: string | undefined) {
    this.#pid = pid;
    if (nativePath === undefined || pid === 0) return;
    const native = loadNative(nativePath);
    if (native.call('prlimit64', pid, RLIMIT_NPROC, 0, this.#given).errno !== 0) return;
    this.#native = native;
    this.#given.copy(this.#none);
    this.#none.writeBigUInt64LE(0n, SOFT_LIMIT_OFFSET);
  }

  /** While a script runs: isolated-vm makes threads for its time limits. */
  grant(): void {
    this.#native?.call('prlimit64', this.#pid, RLIMIT_NPROC, this.#given, 0);
  }

  /** While none does. A slot that has died in the meantime makes no difference. */
  revoke(): void {
    this.#native?.call('prlimit64', this.#pid, RLIMIT_NPROC, this.#none, 0);
  }
}
