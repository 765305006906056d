import { join } from 'node:path';
import { executePacked, isSource } from '@j1-integrations/integration-kit/testing';
import { simulated } from './testing/simulated';
import { truthOf } from './testing/truth';

test('the packed integration, installed with the runtime in an empty folder, collects as a managed one', async () => {
  const pagerduty = await simulated();
  const packed = await executePacked(
    join(__dirname, '..'),
    { apiKey: pagerduty.token },
    { PAGERDUTY_API_URL: pagerduty.url },
  );
  if (!packed) return;
  expect(packed.files.filter(isSource)).toEqual([]);
  expect(packed.graph).toEqual(truthOf(pagerduty.data));
}, 240_000);
