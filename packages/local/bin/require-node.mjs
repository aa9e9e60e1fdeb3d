// Every npm script runs this first, with whatever Node the machine has: keep it to syntax that Node 20 reads.
const needed = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major < needed) {
  console.error(
    [
      `Upshot needs Node ${needed} or later; this is Node ${process.versions.node} (${process.execPath}).`,
      '',
      `\`npm ci\` normally installs Node ${needed} as the optional package node-${process.platform}-${process.arch},`,
      'which npm scripts then prefer. It was left out (--omit=optional), or does not exist for this platform.',
      '',
      'What helps:',
      '  npm ci --include=optional      and start again with npm (npm start, npm test), or',
      `  install Node ${needed} yourself:       https://nodejs.org/en/download`,
    ].join('\n'),
  );
  process.exit(1);
}
