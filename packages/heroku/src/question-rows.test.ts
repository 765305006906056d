import { join } from 'node:path';
import { DAY, NOW, testQuestionRows } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';

testQuestionRows(join(__dirname, '..'), invocationConfig, {
  'people-without-mfa': {
    hits: {
      entities: {
        ann: ['heroku_account_member', { mfaEnabled: true }],
        bob: ['heroku_account_member', { mfaEnabled: false }],
        sso: ['heroku_account_member', { mfaEnabled: false, federated: true }],
      },
    },
    rows: { people: ['bob', 'sso'], 'people who do not log in through an identity provider': ['bob'] },
    none: { entities: { ann: ['heroku_account_member', { mfaEnabled: true }], unknown: ['heroku_account_member'] } },
  },
  'outside-collaborators': {
    hits: {
      entities: {
        ann: ['heroku_account_member', { enterpriseMember: true }],
        guest: ['heroku_account_member', { enterpriseMember: false, email: 'guest@y' }],
        team: ['heroku_team'],
      },
      relationships: [
        ['team', 'HAS', 'ann', { role: 'admin' }],
        ['team', 'HAS', 'guest', { role: 'member' }],
      ],
    },
    rows: { people: ['guest'], 'teams and roles': [['guest', 'guest@y', 'member', 'team']] },
    none: {
      entities: {
        ann: ['heroku_account_member', { enterpriseMember: true }],
        plain: ['heroku_account_member'],
        team: ['heroku_team'],
      },
      relationships: [
        ['team', 'HAS', 'ann'],
        ['team', 'HAS', 'plain'],
      ],
    },
  },
  'applications-without-team': {
    hits: {
      entities: {
        web: ['heroku_application', { ownedByTeam: true }],
        hobby: [
          'heroku_application',
          { ownedByTeam: false, ownerEmail: 'ann@x', personal: true, stage: 'staging', webLink: 'https://x/hobby' },
        ],
        lost: ['heroku_application', { webLink: 'https://x/lost' }],
        ann: ['heroku_account_member', { email: 'ann@x' }],
      },
      relationships: [['ann', 'OWNS', 'hobby']],
    },
    rows: {
      'applications of a person': [['hobby', 'ann@x', true, 'https://x/hobby']],
      'owners of personal applications': [['ann', 'ann@x', 'hobby', 'staging', 'https://x/hobby']],
      'applications whose owner is not known': [['lost', 'https://x/lost']],
    },
    none: {
      entities: { web: ['heroku_application', { ownedByTeam: true }], team: ['heroku_team'] },
      relationships: [['team', 'OWNS', 'web']],
    },
  },
  'who-can-deploy-to-production': {
    hits: {
      entities: {
        web: ['heroku_application', { stage: 'production' }],
        test: ['heroku_application', { stage: 'staging' }],
        team: ['heroku_team'],
        admin: ['heroku_access_role', { superAdmin: true }],
        viewer: ['heroku_access_role', { superAdmin: false }],
        ann: ['heroku_account_member', { email: 'ann@x' }],
        bob: ['heroku_account_member', { email: 'bob@x' }],
        cy: ['heroku_account_member'],
      },
      relationships: [
        ['team', 'OWNS', 'web'],
        ['team', 'OWNS', 'test'],
        ['team', 'HAS', 'admin'],
        ['team', 'HAS', 'viewer'],
        ['ann', 'ASSIGNED', 'admin'],
        ['cy', 'ASSIGNED', 'viewer'],
        ['bob', 'ASSIGNED', 'web', { permissions: 'deploy,view', role: 'member' }],
        ['bob', 'ASSIGNED', 'test', { permissions: 'deploy' }],
        ['cy', 'ASSIGNED', 'web', { permissions: 'view' }],
      ],
    },
    rows: {
      'by permissions for the application': [['bob', 'bob@x', 'deploy,view', 'member', 'web']],
      'by their role in the team': [['ann', 'ann@x', 'admin', 'web']],
    },
    none: {
      entities: {
        web: ['heroku_application', { stage: 'production' }],
        test: ['heroku_application', { stage: 'staging' }],
        team: ['heroku_team'],
        admin: ['heroku_access_role', { superAdmin: true }],
        ann: ['heroku_account_member'],
      },
      relationships: [
        ['team', 'OWNS', 'test'],
        ['team', 'HAS', 'admin'],
        ['ann', 'ASSIGNED', 'admin'],
        ['ann', 'ASSIGNED', 'web', { permissions: 'view' }],
        ['ann', 'ASSIGNED', 'test', { permissions: 'deploy' }],
      ],
    },
  },
  'outsiders-who-can-deploy': {
    hits: {
      entities: {
        web: ['heroku_application', { stage: 'production' }],
        ann: ['heroku_account_member', { enterpriseMember: true }],
        guest: ['heroku_account_member', { enterpriseMember: false, email: 'guest@y' }],
        viewer: ['heroku_account_member', { enterpriseMember: false }],
      },
      relationships: [
        ['ann', 'ASSIGNED', 'web', { permissions: 'deploy' }],
        ['guest', 'ASSIGNED', 'web', { permissions: 'operate' }],
        ['viewer', 'ASSIGNED', 'web', { permissions: 'view' }],
      ],
    },
    rows: { 'people and applications': [['guest', 'guest@y', 'operate', 'web', 'production']] },
    none: {
      entities: {
        web: ['heroku_application'],
        ann: ['heroku_account_member', { enterpriseMember: true }],
        viewer: ['heroku_account_member', { enterpriseMember: false }],
      },
      relationships: [
        ['ann', 'ASSIGNED', 'web', { permissions: 'manage' }],
        ['viewer', 'ASSIGNED', 'web', { permissions: 'view' }],
      ],
    },
  },
  'pending-invitations': {
    hits: {
      entities: {
        team: ['heroku_team'],
        new: [
          'heroku_team_invitation',
          { email: 'new@x', role: 'member', invitedBy: 'ann@x', createdOn: NOW - 29 * DAY },
        ],
        old: ['heroku_team_invitation', { email: 'old@x', createdOn: NOW - 31 * DAY }],
      },
      relationships: [
        ['team', 'HAS', 'new'],
        ['team', 'HAS', 'old'],
      ],
    },
    rows: {
      invitations: [
        ['new@x', 'member', 'ann@x', NOW - 29 * DAY, 'team'],
        ['old@x', null, null, NOW - 31 * DAY, 'team'],
      ],
      'invitations that are older than 30 days': ['old'],
    },
    none: { entities: { team: ['heroku_team'] } },
  },
  'neglected-applications': {
    hits: {
      entities: {
        lost: ['heroku_application', { stack: 'heroku-24', releasedOn: NOW }],
        ancient: [
          'heroku_application',
          { ownedByTeam: true, stack: 'heroku-20', stage: 'production', releasedOn: NOW - 366 * DAY },
        ],
        never: ['heroku_application', { ownedByTeam: true, stack: 'heroku-24' }],
        paused: ['heroku_application', { ownedByTeam: true, stack: 'heroku-22', releasedOn: NOW, maintenance: true }],
      },
    },
    rows: {
      'without an owner': [['lost', null]],
      'on a stack that has reached its end of life': [['ancient', 'heroku-20', 'production', null]],
      'without a release for a year': [
        ['ancient', NOW - 366 * DAY, null],
        ['never', null, null],
      ],
      'in maintenance': [['paused', null]],
    },
    none: {
      entities: {
        web: [
          'heroku_application',
          { ownedByTeam: true, stack: 'heroku-24', releasedOn: NOW - 364 * DAY, maintenance: false },
        ],
        hobby: ['heroku_application', { ownerEmail: 'ann@x', stack: 'cnb', releasedOn: NOW }],
      },
    },
  },
  'unattached-addons': {
    hits: {
      entities: {
        web: ['heroku_application'],
        used: ['heroku_addon'],
        idle: [
          'heroku_addon',
          {
            serviceName: 'heroku-postgresql',
            planName: 'standard-0',
            monthlyPriceCents: 5000,
            webLink: 'https://x/idle',
          },
        ],
      },
      relationships: [
        ['web', 'HAS', 'idle'],
        ['web', 'USES', 'used'],
      ],
    },
    rows: { 'add-ons': [['idle', 'heroku-postgresql', 'standard-0', 5000, 'https://x/idle']] },
    none: {
      entities: { web: ['heroku_application'], used: ['heroku_addon'] },
      relationships: [['web', 'USES', 'used']],
    },
  },
  'shared-addons': {
    hits: {
      entities: {
        web: ['heroku_application', { id: 'id-web' }],
        api: ['heroku_application', { id: 'id-api' }],
        db: ['heroku_addon', { applicationId: 'id-web', serviceName: 'heroku-postgresql' }],
      },
      relationships: [
        ['web', 'USES', 'db', { attachments: 'DATABASE' }],
        ['api', 'USES', 'db', { attachments: 'MAIN' }],
      ],
    },
    rows: { 'users and owners': [['api', 'MAIN', 'db', 'heroku-postgresql', 'id-web']] },
    none: {
      entities: {
        web: ['heroku_application', { id: 'id-web' }],
        db: ['heroku_addon', { applicationId: 'id-web' }],
      },
      relationships: [['web', 'USES', 'db']],
    },
  },
  'certificates-that-end': {
    hits: {
      entities: {
        soon: [
          'heroku_certificate',
          { expiresOn: NOW + 29 * DAY, acm: false, issuer: 'CA', domains: ['www.x'], selfSigned: false },
        ],
        later: ['heroku_certificate', { expiresOn: NOW + 31 * DAY, acm: false, selfSigned: true }],
        renewed: ['heroku_certificate', { expiresOn: NOW + DAY, acm: true }],
        stuck: ['heroku_certificate', { expiresOn: NOW - DAY, acm: true, domains: ['old.x'] }],
        'www.x': ['heroku_domain', { hostname: 'www.x', kind: 'custom' }],
        'bare.x': [
          'heroku_domain',
          {
            hostname: 'bare.x',
            kind: 'custom',
            acmStatus: 'failed',
            acmStatusReason: 'CDN not returning HTTP challenge',
          },
        ],
        'web.herokuapp.com': ['heroku_domain', { kind: 'heroku' }],
      },
      relationships: [['www.x', 'USES', 'soon']],
    },
    rows: {
      certificates: [['soon', NOW + 29 * DAY, 'CA', ['www.x']]],
      'domains that use them': [['www.x', 'soon', NOW + 29 * DAY]],
      'certificates that Heroku should have renewed by itself': [['stuck', NOW - DAY, ['old.x']]],
      'self-signed certificates': ['later'],
      'custom domains without a certificate': [['bare.x', 'failed', 'CDN not returning HTTP challenge']],
    },
    none: {
      entities: {
        later: ['heroku_certificate', { expiresOn: NOW + 31 * DAY, acm: false, selfSigned: false }],
        renewed: ['heroku_certificate', { expiresOn: NOW + DAY, acm: true, selfSigned: false }],
        'www.x': ['heroku_domain', { kind: 'custom' }],
        'web.herokuapp.com': ['heroku_domain', { kind: 'heroku' }],
      },
      relationships: [['www.x', 'USES', 'renewed']],
    },
  },
  'open-spaces': {
    hits: {
      entities: {
        open: ['heroku_space', { generation: 'cedar', CIDR: '10.0.0.0/16', shield: false }],
        fir: ['heroku_space', { generation: 'fir', CIDR: '10.1.0.0/16' }],
        rules: ['heroku_inbound_ruleset', { allowsAny: true, rules: ['allow 0.0.0.0/0'], applied: true }],
        web: ['heroku_application', { stage: 'production' }],
        api: ['heroku_application', { stage: 'staging' }],
      },
      relationships: [
        ['rules', 'PROTECTS', 'open'],
        ['open', 'HAS', 'web'],
        ['fir', 'HAS', 'api'],
      ],
    },
    rows: {
      spaces: [['open', '10.0.0.0/16', false, ['allow 0.0.0.0/0'], true]],
      'spaces that cannot restrict who connects': [['fir', '10.1.0.0/16']],
      'applications in them': [['web', 'production', 'open']],
      'applications in spaces that cannot restrict who connects': [['api', 'staging', 'fir']],
    },
    none: {
      entities: {
        closed: ['heroku_space', { generation: 'cedar' }],
        rules: ['heroku_inbound_ruleset', { allowsAny: false }],
        web: ['heroku_application'],
      },
      relationships: [
        ['rules', 'PROTECTS', 'closed'],
        ['closed', 'HAS', 'web'],
      ],
    },
  },
  'log-drains': {
    hits: {
      entities: {
        web: ['heroku_application'],
        api: ['heroku_application'],
        silent: ['heroku_application'],
        plain: ['heroku_log_drain', { destinationHost: 'logs.x', tls: false }],
        otel: ['heroku_telemetry_drain', { destinationHost: 'otel.x', signals: ['traces'], tls: false }],
      },
      relationships: [
        ['web', 'HAS', 'plain'],
        ['api', 'HAS', 'otel'],
      ],
    },
    rows: {
      destinations: [['web', 'logs.x', false]],
      'without TLS': [['web', 'logs.x']],
      'destinations of telemetry': [['api', 'otel.x', ['traces'], false]],
      'telemetry without TLS': [['api', 'otel.x']],
      'applications without a drain': ['silent'],
    },
    none: {
      entities: {
        space: ['heroku_space'],
        safe: ['heroku_log_drain', { tls: true }],
        open: ['heroku_log_drain', { tls: false }],
      },
      relationships: [
        ['space', 'HAS', 'safe'],
        ['space', 'HAS', 'open'],
      ],
    },
  },
});
