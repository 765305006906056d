import { type Random } from '../server/random';

export const timestamps = (random: Random) => ({
  created_at: random.time(2019, 2024),
  updated_at: random.time(2024, 2026),
});
