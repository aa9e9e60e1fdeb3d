import type { Peer } from './start-peer.ts';

/** Every peer, by its name on the command line. */
export const peers: Readonly<Record<string, Omit<Peer, 'name'>>> = {
  bullmq: { program: 'bullmq', server: 'redis' },
  'graphile-worker': {
    program: 'graphile-worker',
    server: 'postgres',
    packages: { 'graphile-worker': '0.18.0' },
  },
  'pg-boss': { program: 'pg-boss', server: 'postgres', packages: { 'pg-boss': '12.38.0' } },
  'node-red': { program: 'node-red', packages: { 'node-red': '5.0.7' } },
  miniflare: { program: 'miniflare', packages: { miniflare: '4.20260730.0' } },
};
