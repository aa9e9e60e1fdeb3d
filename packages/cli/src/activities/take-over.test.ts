import { expect, test } from 'vitest';
import { openPrompts } from '../input/prompts.ts';
import { takeOver } from './take-over.ts';

const silent = openPrompts({ saysYes: false, saysNo: false, mayAsk: false });
const agreeing = openPrompts({ saysYes: true, saysNo: false, mayAsk: true });
const own = '{ "id": "own", "project": "demo" }';
const captured = '{ "id": "captured", "project": "shop", "size": 12345678901234567890 }';

test('activities of this project, and of none, stay as they are, and nothing is asked', async () => {
  const texts = [own, '{ "id": "none" }', '{ "id": "null", "project": null }'];
  expect(await takeOver(silent, 'demo', texts)).toEqual(texts);
});

test('those of another become activities of this one, with every digit, once that is confirmed', async () => {
  const sent = await takeOver(agreeing, 'demo', [own, captured]);
  expect(sent).toEqual([own, '{"id":"captured","project":"demo","size":12345678901234567890}']);
});

test.each([
  [[captured], 'An activity is of another project (shop). Send as of demo? Use --yes to answer yes.'],
  [[captured, own, captured], '2 activities are of another project (shop). Send as of demo?'],
])('without an answer nothing is sent: %j', async (texts, message) => {
  await expect(takeOver(silent, 'demo', texts)).rejects.toThrow(message);
});
