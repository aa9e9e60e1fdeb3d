import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeFrame, FrameDecoder, MAX_FRAME_BYTES } from './frames.ts';

const frames = fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), { minLength: 1 });

test('frames survive any cutting of the stream', () => {
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 40 }), (sent, size) => {
      const bytes = Buffer.concat(sent.map((frame) => encodeFrame(frame)));
      const decoder = new FrameDecoder();
      const received: unknown[] = [];
      for (let at = 0; at < bytes.length; at += size)
        received.push(...decoder.push(bytes.subarray(at, at + size)));
      expect(received).toEqual(sent);
    }),
  );
});

test('a frame that claims to be enormous is refused before it is waited for', () => {
  const header = Buffer.alloc(4);
  header.writeUInt32LE(MAX_FRAME_BYTES + 1);
  expect(() => new FrameDecoder().push(header)).toThrow(RangeError);
});

test('a text that reaches past its frame is refused', () => {
  const frame = encodeFrame(['abc']);
  frame.writeUInt32LE(1000, 4);
  expect(() => new FrameDecoder().push(frame)).toThrow(RangeError);
});
