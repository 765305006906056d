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
  firstText,
  forEachParent,
  parentsOf,
  pick,
  type Resource,
  schemaOf,
  timeOf,
} from '@j1-integrations/integration-kit';
import { pathTo } from '@j1-integrations/provider-http';
import { holdInternet } from '../address-ranges';
import type { HerokuStepContext } from '../config';
import { FIR, isNotOfThisGeneration } from '../generations';

/** @see https://devcenter.heroku.com/articles/platform-api-reference#inbound-ruleset */
export interface InboundRuleset {
  /** Each change of the rules makes a new id. */
  id: string;
  rules?: ({ action?: string | null; source?: string | null } | null)[] | null;
  /** Whether the rules are in force. Not in the schema. */
  applied?: boolean | null;
  created_by?: string | null;
  created_at?: string | null;
}

export const INBOUND_RULESET_ENTITY = {
  resourceName: 'Inbound ruleset',
  _type: 'heroku_inbound_ruleset',
  _class: ['Firewall'],
  schema: schemaOf({
    id: 'string',
    category: 'strings',
    rules: ['strings', '`allow 192.0.2.0/24`, …'],
    applied: ['boolean', 'whether the rules are in force'],
    allowsAny: ['boolean', 'whether any address may connect: by the rules, or because they are not in force'],
    createdBy: 'string',
    createdOn: 'time',
  }),
} satisfies StepEntityMetadata;

export const inboundRulesetKey = (id: string) => `${INBOUND_RULESET_ENTITY._type}:${id}`;

export function createInboundRulesetEntity(ruleset: InboundRuleset, space: { name: string }): Entity {
  const rules = Array.isArray(ruleset.rules)
    ? ruleset.rules.map((rule) => ({
        action: firstText(rule?.action).toLowerCase(),
        source: firstText(rule?.source),
      }))
    : undefined;
  return createEntity(
    {
      _key: inboundRulesetKey(ruleset.id),
      _type: INBOUND_RULESET_ENTITY._type,
      _class: INBOUND_RULESET_ENTITY._class,
      id: ruleset.id,
      name: `inbound rules of ${space.name}`,
      category: ['network'],
      rules: rules?.map(({ action, source }) => `${action} ${source}`).sort(),
      applied: ruleset.applied,
      allowsAny: ruleset.applied === false || (rules && allowAny(rules)),
      createdBy: ruleset.created_by,
      createdOn: timeOf(ruleset.created_at),
    },
    { ...pick(ruleset, 'id', 'applied', 'created_by', 'created_at'), rules },
  );
}

function allowAny(rules: readonly { action: string; source: string }[]): boolean {
  const sources = (wanted: string) => rules.filter(({ action }) => action === wanted).map(({ source }) => source);
  return holdInternet(sources('allow')) && !holdInternet(sources('deny'));
}

export const INBOUND_RULES = {
  name: 'inbound rules',
  endpoint: '/spaces/{space}/inbound-ruleset',
  permission: 'membership in the space',
  presence: 'optional',
} satisfies Resource;

/** A new space has no rules yet (404), and a Fir space never has any. */
export async function readInboundRulesets(
  context: HerokuStepContext,
  protects: StepRelationshipMetadata & { _class: RelationshipClass.PROTECTS },
): Promise<void> {
  const { executionConfig, jobState } = context;
  const spaces = await parentsOf(jobState, { _type: protects.targetType }, 'generation');
  const parents = spaces.filter(({ generation }) => generation !== FIR);
  let others = spaces.length - parents.length;
  await forEachParent(context, { resource: INBOUND_RULES, parents }, async (space) => {
    const ruleset = await executionConfig.client
      .one<InboundRuleset>(pathTo`/spaces/${space.id}/inbound-ruleset`)
      .catch((error: unknown) => {
        if (!isNotOfThisGeneration(error)) throw error;
        others += 1;
      });
    if (!ruleset) return;
    const entity = createInboundRulesetEntity(ruleset, space);
    await addEntityOnce(jobState, entity);
    await addEdge(jobState, protects, entity._key, space._key);
  });
  if (others > 0) {
    context.logger.info(`${others} Private Spaces have no inbound rules, because they are of the generation Fir.`);
  }
}
