import { readSync } from 'node:fs';
import { compileFunction } from 'node:vm';

/**
 * The text of `node --eval`: reads one frame, whose first text is the slot's program, and runs it with the other
 * texts. The program is too long for an argument of its own.
 */
export function bootstrap(load: (name: string) => unknown): void {
  const read = (length: number): Buffer => {
    const bytes = Buffer.allocUnsafe(length);
    for (let filled = 0; filled < length;) {
      const count = readSync(3, bytes, filled, length - filled, null);
      if (count === 0) process.kill(process.pid, 'SIGKILL');
      filled += count;
    }
    return bytes;
  };
  const frame = read(read(4).readUInt32LE(0));
  const texts: string[] = [];
  for (let at = 0; at < frame.length;) {
    const end = at + 4 + frame.readUInt32LE(at);
    texts.push(frame.toString('utf8', at + 4, end));
    at = end;
  }
  const [program = '', ...rest] = texts;
  const compiled = compileFunction(`return ${program}`, ['require']) as (load: (name: string) => unknown) => {
    main: (...args: string[]) => void;
  };
  compiled(load).main(...rest);
}
