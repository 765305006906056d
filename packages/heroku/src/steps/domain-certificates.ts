import { RelationshipClass, type StepRelationshipMetadata } from '@jupiterone/integration-sdk-core';
import { addEdge } from '@j1-integrations/integration-kit';
import type { HerokuStep } from '../config';
import { CERTIFICATE_ENTITY, certificateKey, certificatesStep } from './certificates';
import { DOMAIN_ENTITY, domainKey, domainsStep } from './domains';

export const DOMAIN_USES_CERTIFICATE = {
  _type: 'heroku_domain_uses_certificate',
  _class: RelationshipClass.USES,
  sourceType: DOMAIN_ENTITY._type,
  targetType: CERTIFICATE_ENTITY._type,
} satisfies StepRelationshipMetadata;

/** A domain names its certificate, and a certificate names its domains. One of the two may be missing. */
export const domainCertificatesStep: HerokuStep = {
  id: 'build-domain-certificates',
  name: 'Build which domain uses which certificate',
  entities: [],
  relationships: [DOMAIN_USES_CERTIFICATE],
  dependsOn: [domainsStep.id, certificatesStep.id],
  async executionHandler({ jobState }) {
    const pairs: [domain: string, certificate: string][] = [];
    await jobState.iterateEntities({ _type: DOMAIN_ENTITY._type }, ({ _key, certificateId }) => {
      if (typeof certificateId === 'string') pairs.push([_key, certificateKey(certificateId)]);
    });
    await jobState.iterateEntities({ _type: CERTIFICATE_ENTITY._type }, ({ _key, domainIds }) => {
      for (const id of (domainIds as string[] | undefined) ?? []) pairs.push([domainKey(id), _key]);
    });
    for (const [domain, certificate] of pairs) {
      await addEdge(jobState, DOMAIN_USES_CERTIFICATE, domain, certificate);
    }
  },
};
