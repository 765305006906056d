import type {
  RelationshipClass,
  Entity,
  StepEntityMetadata,
  StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';
import {
  addEdge,
  addEntityOnce,
  createEntity,
  forEachParent,
  parentsOf,
  pick,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import type { HerokuStepContext } from '../config';

/** The part of https://devcenter.heroku.com/articles/platform-api-reference#inbound-ruleset that is read. */
export interface InboundRuleset {
  /** Each change of the rules makes a new ruleset, with a new id. */
  id: string;
  rules?: { action?: string | null; source?: string | null }[] | null;
  created_by?: string | null;
  created_at?: string | null;
}

export const INBOUND_RULESET_ENTITY = {
  resourceName: 'Inbound ruleset',
  _type: 'heroku_inbound_ruleset',
  _class: ['Firewall'],
} satisfies StepEntityMetadata;

export const inboundRulesetKey = (id: string) => `${INBOUND_RULESET_ENTITY._type}:${id}`;

/** Every address there is, however it is written. */
const ANY = /^[\d.]+\/0$|^::\/0$/;

export function createInboundRulesetEntity(ruleset: InboundRuleset, space: { name: string }): Entity {
  const { rules } = ruleset;
  return createEntity(
    {
      _key: inboundRulesetKey(ruleset.id),
      _type: INBOUND_RULESET_ENTITY._type,
      _class: INBOUND_RULESET_ENTITY._class,
      id: ruleset.id,
      name: `inbound rules of ${space.name}`,
      category: ['network'],
      rules: rules?.map(({ action, source }) => `${action ?? 'unknown'} ${source ?? 'unknown'}`).sort(),
      allowsAny: rules?.some(({ action, source }) => action === 'allow' && ANY.test(source ?? '')),
      createdBy: ruleset.created_by,
      createdOn: timeOf(ruleset.created_at),
    },
    pick(ruleset, 'id', 'rules', 'created_by', 'created_at'),
  );
}

/** Reads what is in force for each space. A space that is only being made has no rules yet: a 404. */
export async function readInboundRulesets(
  context: HerokuStepContext,
  protects: StepRelationshipMetadata & { _class: RelationshipClass.PROTECTS },
): Promise<void> {
  const { executionConfig, jobState } = context;
  const parents = await parentsOf(jobState, { _type: protects.targetType });
  const resource = { name: 'inbound rules', permission: 'membership in the space', optional: true };
  await forEachParent(context, { resource, parents, nameOf: ({ name }) => name }, async (space) => {
    const ruleset = await executionConfig.client.one<InboundRuleset>(pathTo`/spaces/${space.id}/inbound-ruleset`);
    const entity = createInboundRulesetEntity(ruleset, space);
    await addEntityOnce(jobState, entity);
    await addEdge(jobState, protects, entity._key, space._key);
  });
}
