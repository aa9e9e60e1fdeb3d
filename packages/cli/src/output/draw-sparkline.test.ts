import { expect, it } from 'vitest';
import { drawSparkline } from './draw-sparkline.ts';

it.each([
  [[], ''],
  [[0, 0], '▁▁'],
  [[0, 1, 7], '▁▂█'],
  [[1000, null, 1], '█ ▂'],
])('draws %j', (values, drawn) => {
  expect(drawSparkline(values)).toBe(drawn);
});
