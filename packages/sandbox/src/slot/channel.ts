import { readSync, writeSync } from 'node:fs';
import { encodeFrame, FrameDecoder } from '../frames.ts';
import type { Frame } from '../frames.ts';

const FD = 3;

/** The slot's end of the socket pair. Both directions block: a script that waits, waits here. */
export class Channel {
  readonly #decoder = new FrameDecoder();
  readonly #arrived: Frame[] = [];

  /** Writes a frame completely. */
  send(frame: Frame): void {
    const bytes = encodeFrame(frame);
    for (let at = 0; at < bytes.length;) at += writeSync(FD, bytes, at);
  }

  /** Waits for the next frame. When the parent is gone there is nothing left to live for. */
  receive(): Frame {
    for (;;) {
      const frame = this.#arrived.shift();
      if (frame !== undefined) return frame;
      const chunk = Buffer.allocUnsafe(65_536);
      const length = readSync(FD, chunk);
      if (length === 0) process.kill(process.pid, 'SIGKILL');
      this.#arrived.push(...this.#decoder.push(chunk.subarray(0, length)));
    }
  }
}
