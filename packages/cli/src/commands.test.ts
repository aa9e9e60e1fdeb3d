import { expect, test } from 'vitest';
import { loadCommands, loaders } from './commands.ts';

test.each(Object.keys(loaders))('%s is loaded alone, under its own name', async (name) => {
  const loaded = await loadCommands([name, '--help']);
  expect(loaded.map((command) => command.name)).toEqual([name]);
});

test('so is one that is called by an alias', async () => {
  expect(await loadCommands(['runs'])).toMatchObject([{ name: 'run:list', aliases: ['runs'] }]);
});

test.each([[], ['--help'], ['help', 'run:list'], ['unheard:of'], ['toString']])(
  'arguments that begin with no name load every command: %j',
  async (...args) => {
    const loaded = await loadCommands(args);
    expect(loaded.map(({ name }) => name)).toEqual(Object.keys(loaders));
  },
);
