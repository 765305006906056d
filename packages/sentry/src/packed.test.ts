import { join } from 'node:path';
import { executePacked, isSource } from '@j1-integrations/integration-kit/testing';
import { configFor, simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

test('the packed integration, installed with the runtime in an empty folder, collects as a managed one', async () => {
  const sentry = await simulated();
  const packed = await executePacked(join(__dirname, '..'), configFor(sentry));
  if (!packed) return;
  expect(packed.files.filter(isSource)).toEqual([]);
  expect(packed.graph).toEqual(truthOf(sentry.data));
}, 240_000);
