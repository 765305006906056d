import { type Random } from '../server/random';
import { type HerokuData, type PersonalApp, type Team } from './types';
import { type Reference } from './reference';
import { createCoupling } from './deployment';
import { createOwnDomain } from './exposure';
import { early } from './odd';
import { createApp } from './workloads';

export function addPersonalApps(data: HerokuData, random: Random, reference: (name: string) => Reference, like: Team) {
  const create = (number: number, name: string, owner: PersonalApp['owner']): PersonalApp => {
    const { joined: _joined, locked: _locked, ...app } = createApp(random, reference, like, name);
    return { ...app, id: early(number), team: null, organization: null, owner, acm: false };
  };
  const { id, email } = data.account;
  const mine = create(26, 'personal-prod', { id, email });
  const friends = create(27, 'friends-side-project', { id: early(45), email: 'friend@example.net' });
  data.personalApps.push(mine, friends);
  for (const app of data.personalApps) data.appDomains[app.id] = [createOwnDomain(random, app)];
  data.pipelineCouplings.push({ ...createCoupling(random, early(51), mine.id, 'production'), id: early(55) });
}
