import { buildConsole } from './build.ts';

console.log(`The console is ${await buildConsole()}.`);
