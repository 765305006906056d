import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge, addEntityOnce, kept } from '@j1-integrations/integration-kit';
import type { HerokuStep } from '../config';
import { APPLICATION_ENTITY } from './application-entity';
import { applicationsStep, personalApplicationsSource } from './applications';
import { createMemberEntity, MEMBER_ENTITY, memberKey } from './member-entity';
import { EVERY_ENTERPRISE_READ, membersStep } from './members';

export const MEMBER_OWNS_APPLICATION = {
  _type: 'heroku_account_member_owns_application',
  _class: RelationshipClass.OWNS,
  sourceType: MEMBER_ENTITY._type,
  targetType: APPLICATION_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** Also adds owners who are in no list of members. */
export const personalOwnersStep: HerokuStep = {
  id: 'build-personal-owners',
  name: 'Build who owns which personal application',
  source: personalApplicationsSource,
  entities: [MEMBER_ENTITY],
  relationships: [MEMBER_OWNS_APPLICATION],
  dependsOn: [applicationsStep.id, membersStep.id],
  async executionHandler({ jobState }) {
    const owned: { app: string; id: string; email?: string }[] = [];
    await jobState.iterateEntities({ _type: APPLICATION_ENTITY._type }, ({ _key, personal, ownerId, ownerEmail }) => {
      if (!personal || typeof ownerId !== 'string') return;
      owned.push({ app: _key, id: ownerId, email: ownerEmail as string | undefined });
    });
    const everyEnterprise = await kept(jobState, EVERY_ENTERPRISE_READ, () => false);
    for (const { app, id, email } of owned) {
      const person = { id, email, enterpriseMember: everyEnterprise ? false : undefined };
      await addEntityOnce(jobState, createMemberEntity(person));
      await addEdge(jobState, MEMBER_OWNS_APPLICATION, memberKey(id), app);
    }
  },
};
