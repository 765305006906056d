import { join } from 'node:path';
import { DAY, NOW, testQuestionRows } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';

testQuestionRows(join(__dirname, '..'), invocationConfig, {
  'who-has-access': {
    hits: {
      entities: {
        ann: ['sentry_member', { email: 'ann@x', lastActiveOn: NOW }],
        bob: ['sentry_member', { email: 'bob@x' }],
        owner: ['sentry_role', { superAdmin: true }],
        member: ['sentry_role', { superAdmin: false }],
        team: ['sentry_team'],
        web: ['sentry_project'],
      },
      relationships: [
        ['ann', 'ASSIGNED', 'owner'],
        ['bob', 'ASSIGNED', 'member'],
        ['team', 'HAS', 'bob', { teamRole: 'contributor' }],
        ['team', 'ASSIGNED', 'web'],
      ],
    },
    rows: {
      'people and their roles': [
        ['bob', 'bob@x', 'member', null],
        ['ann', 'ann@x', 'owner', NOW],
      ],
      'people, teams and projects': [['bob', 'contributor', 'team', 'web']],
      'people who may do everything': ['ann'],
    },
    none: {
      entities: { eve: ['sentry_member'], owner: ['sentry_role', { superAdmin: true }], team: ['sentry_team'] },
      relationships: [['team', 'HAS', 'eve']],
    },
  },
  'without-mfa': {
    hits: {
      entities: {
        ann: ['sentry_member', { mfaEnabled: true, active: true }],
        bob: ['sentry_member', { mfaEnabled: false, active: true }],
        invited: ['sentry_member', { mfaEnabled: false, active: false }],
        acme: ['sentry_organization', { require2FA: false }],
      },
    },
    rows: { people: ['bob'], 'organizations that do not require it': ['acme'] },
    none: {
      entities: {
        unknown: ['sentry_member', { active: true }],
        invited: ['sentry_member', { mfaEnabled: false, active: false }],
        acme: ['sentry_organization', { require2FA: true }],
      },
    },
  },
  'bypass-sso': {
    hits: {
      entities: {
        acme: ['sentry_organization', { hasAuthProvider: true }],
        ann: ['sentry_member', { ssoLinked: true, pending: false, hasPasswordAuth: true }],
        bob: ['sentry_member', { ssoLinked: false, pending: false }],
        cy: ['sentry_member', { ssoLinked: true, ssoInvalid: true, pending: false }],
      },
      relationships: [
        ['acme', 'HAS', 'ann'],
        ['acme', 'HAS', 'bob'],
        ['acme', 'HAS', 'cy'],
      ],
    },
    rows: { 'not linked': ['bob'], 'no longer valid': ['cy'], 'with a password of their own': ['ann'] },
    none: {
      entities: {
        plain: ['sentry_organization', { hasAuthProvider: false }],
        bob: ['sentry_member', { ssoLinked: false, pending: false, hasPasswordAuth: true }],
        invited: ['sentry_member', { ssoLinked: false, pending: true }],
      },
      relationships: [
        ['plain', 'HAS', 'bob'],
        ['plain', 'HAS', 'invited'],
      ],
    },
  },
  'open-invitations': {
    hits: {
      entities: {
        ann: ['sentry_member', { pending: false }],
        open: ['sentry_member', { pending: true, expired: false }],
        old: ['sentry_member', { pending: true, expired: true }],
      },
    },
    rows: { open: ['open'], expired: ['old'] },
    none: { entities: { ann: ['sentry_member', { pending: false, expired: false }] } },
  },
  'teams-without-members': {
    hits: {
      entities: {
        empty: ['sentry_team', { memberCount: 0 }],
        full: ['sentry_team', { memberCount: 1 }],
        ann: ['sentry_member'],
        web: ['sentry_project'],
        api: ['sentry_project'],
      },
      relationships: [
        ['full', 'HAS', 'ann'],
        ['empty', 'ASSIGNED', 'web'],
        ['full', 'ASSIGNED', 'api'],
      ],
    },
    rows: { teams: ['empty'], 'their projects': [['empty', 'web']] },
    none: {
      entities: { full: ['sentry_team', { memberCount: 1 }], ann: ['sentry_member'], api: ['sentry_project'] },
      relationships: [
        ['full', 'HAS', 'ann'],
        ['full', 'ASSIGNED', 'api'],
      ],
    },
  },
  'projects-without-team': {
    hits: {
      entities: { web: ['sentry_project'], api: ['sentry_project'], team: ['sentry_team'] },
      relationships: [['team', 'ASSIGNED', 'api']],
    },
    rows: { projects: ['web'] },
    none: {
      entities: { api: ['sentry_project'], team: ['sentry_team'] },
      relationships: [['team', 'ASSIGNED', 'api']],
    },
  },
  'old-keys': {
    hits: {
      entities: {
        web: ['sentry_project'],
        old: ['sentry_project_key', { active: true, createdOn: NOW - 366 * DAY, rateLimited: true }],
        new: ['sentry_project_key', { active: true, createdOn: NOW - 364 * DAY, rateLimited: false }],
        off: ['sentry_project_key', { active: false, createdOn: NOW - 900 * DAY, rateLimited: false }],
      },
      relationships: [
        ['web', 'HAS', 'old'],
        ['web', 'HAS', 'new'],
        ['web', 'HAS', 'off'],
      ],
    },
    rows: { keys: [['old', NOW - 366 * DAY, true, 'web']], 'keys without a rate limit': ['new'] },
    none: {
      entities: {
        web: ['sentry_project'],
        new: ['sentry_project_key', { active: true, createdOn: NOW, rateLimited: true }],
        off: ['sentry_project_key', { active: false, createdOn: NOW - 900 * DAY, rateLimited: false }],
      },
      relationships: [
        ['web', 'HAS', 'new'],
        ['web', 'HAS', 'off'],
      ],
    },
  },
  'write-scopes': {
    hits: {
      entities: {
        deployer: ['sentry_app', { internal: true, hasWriteScope: true }],
        reader: ['sentry_app', { internal: true, hasWriteScope: false }],
        shop: ['sentry_app', { internal: false, hasWriteScope: true }],
      },
    },
    rows: { 'with write scopes': ['deployer'], all: ['deployer', 'reader'] },
    none: { entities: { shop: ['sentry_app', { internal: false, hasWriteScope: true }] } },
  },
  connections: {
    hits: {
      entities: {
        acme: ['sentry_organization'],
        github: [
          'sentry_integration',
          { providerKey: 'github', domainName: 'github.com/acme', status: 'active', scopes: ['read'] },
        ],
        repo: ['github_repo', { _class: ['CodeRepo'], webLink: 'https://x/repo' }],
      },
      relationships: [
        ['acme', 'HAS', 'github'],
        ['acme', 'HAS', 'repo'],
      ],
    },
    rows: {
      integrations: [['github', 'github', 'github.com/acme', 'active', ['read']]],
      'code repositories': [['repo', 'https://x/repo']],
    },
    none: { entities: { acme: ['sentry_organization'], repo: ['github_repo', { _class: ['CodeRepo'] }] } },
  },
});
