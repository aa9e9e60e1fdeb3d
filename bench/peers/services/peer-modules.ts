import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Loads a package from the folder that it was installed into. The caller knows what it exports. */
export const requirePeer = createRequire(join(process.env['PEER_MODULES'] ?? '', 'package.json'));
