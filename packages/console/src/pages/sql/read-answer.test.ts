import { expect, it } from 'vitest';
import { readAnswer } from './read-answer.ts';
import { writeCsv } from './write-csv.ts';

const text = `{"columns":[{"name":"a","type":"bigint"},{"name":"a","type":"jsonb"}],
  "rows":[["9007199254740993",{"big":12345678901234567890,"list":[1.50,"x\\"y"]}],[1e400,null],
    ["say \\"hi\\",\\nyou",true]],
  "truncated":true}`;

it('reads values digit by digit, and keeps columns of one name apart', () => {
  expect(readAnswer(text)).toEqual({
    columns: [
      { name: 'a', type: 'bigint' },
      { name: 'a', type: 'jsonb' },
    ],
    rows: [
      ['9007199254740993', '{"big": 12345678901234567890, "list": [1.50, "x\\"y"]}'],
      ['1e400', null],
      ['say "hi",\nyou', 'true'],
    ],
    truncated: true,
  });
});

it('writes CSV with quotes where they are needed', () => {
  expect(writeCsv(readAnswer(text)).split('\n').slice(2)).toEqual([
    '1e400,',
    '"say ""hi"",',
    'you",true',
    '',
  ]);
});
