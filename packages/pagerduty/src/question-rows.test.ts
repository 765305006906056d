import { join } from 'node:path';
import { DAY, NOW, testQuestionRows } from '@j1-integrations/integration-kit/testing';
import { invocationConfig } from './index';

const onCallEnd = NOW + DAY;

testQuestionRows(join(__dirname, '..'), invocationConfig, {
  'services-without-on-call': {
    hits: {
      entities: {
        alone: ['pagerduty_service', { active: true }],
        disabled: ['pagerduty_service', { active: false }],
        web: ['pagerduty_service', { active: true }],
        ann: ['pagerduty_user', { email: 'ann@x' }],
        bob: ['pagerduty_user', { email: 'bob@x' }],
      },
      relationships: [
        ['ann', 'ONCALL', 'web', { escalationLevel: 1, onCallEndOn: onCallEnd }],
        ['bob', 'ONCALL', 'web', { escalationLevel: 2 }],
      ],
    },
    rows: {
      services: ['alone'],
      'services and who is on call for them first': [['web', 'ann', 'ann@x', onCallEnd]],
    },
    none: {
      entities: { web: ['pagerduty_service', { active: true }], bob: ['pagerduty_user'] },
      relationships: [['bob', 'ONCALL', 'web', { escalationLevel: 2 }]],
    },
  },
  'single-level-escalation': {
    hits: {
      entities: {
        web: ['pagerduty_service', { webLink: 'https://x/web' }],
        api: ['pagerduty_service'],
        short: ['pagerduty_escalation_policy', { levelCount: 1 }],
        long: ['pagerduty_escalation_policy', { levelCount: 2 }],
      },
      relationships: [
        ['web', 'USES', 'short'],
        ['api', 'USES', 'long'],
      ],
    },
    rows: { services: [['web', 'short', 'https://x/web']] },
    none: {
      entities: {
        api: ['pagerduty_service'],
        long: ['pagerduty_escalation_policy', { levelCount: 2 }],
        unused: ['pagerduty_escalation_policy', { levelCount: 1 }],
      },
      relationships: [['api', 'USES', 'long']],
    },
  },
  'policies-that-do-not-repeat': {
    hits: {
      entities: {
        once: ['pagerduty_escalation_policy', { repeats: false, serviceCount: 2 }],
        unused: ['pagerduty_escalation_policy', { repeats: false, serviceCount: 0 }],
        often: ['pagerduty_escalation_policy', { repeats: true, serviceCount: 1 }],
      },
    },
    rows: { policies: ['once'] },
    none: { entities: { unused: ['pagerduty_escalation_policy', { repeats: false, serviceCount: 0 }] } },
  },
  'escalation-of-services': {
    hits: {
      entities: {
        web: ['pagerduty_service'],
        policy: ['pagerduty_escalation_policy', { numLoops: 3 }],
        first: ['pagerduty_escalation_rule', { level: 1, delayMinutes: 5 }],
        second: ['pagerduty_escalation_rule', { level: 2, delayMinutes: 10 }],
        weekly: ['pagerduty_schedule'],
        ann: ['pagerduty_user'],
        bob: ['pagerduty_user'],
      },
      relationships: [
        ['web', 'USES', 'policy'],
        ['policy', 'HAS', 'second'],
        ['policy', 'HAS', 'first'],
        ['first', 'NOTIFIES', 'weekly'],
        ['weekly', 'HAS', 'ann'],
        ['first', 'NOTIFIES', 'bob'],
        ['second', 'NOTIFIES', 'ann'],
      ],
    },
    rows: {
      'people by level': [
        ['web', 1, 'bob', 5, 3],
        ['web', 2, 'ann', 10, 3],
      ],
      'people by level, through schedules': [['web', 1, 'weekly', 'ann', 5, 3]],
    },
    none: {
      entities: {
        web: ['pagerduty_service'],
        policy: ['pagerduty_escalation_policy'],
        first: ['pagerduty_escalation_rule', { level: 1 }],
      },
      relationships: [
        ['web', 'USES', 'policy'],
        ['policy', 'HAS', 'first'],
      ],
    },
  },
  'services-without-team': {
    hits: {
      entities: { web: ['pagerduty_service'], api: ['pagerduty_service'], team: ['pagerduty_team'] },
      relationships: [['team', 'ASSIGNED', 'api']],
    },
    rows: { services: ['web'] },
    none: {
      entities: { api: ['pagerduty_service'], team: ['pagerduty_team'] },
      relationships: [['team', 'ASSIGNED', 'api']],
    },
  },
  'on-call-without-accepting': {
    hits: {
      entities: {
        web: ['pagerduty_service'],
        api: ['pagerduty_service'],
        ann: ['pagerduty_user', { invitationSent: false }],
        new: ['pagerduty_user', { invitationSent: true }],
        idle: ['pagerduty_user', { invitationSent: true }],
      },
      relationships: [
        ['ann', 'ONCALL', 'web'],
        ['new', 'ONCALL', 'web'],
        ['new', 'ONCALL', 'api'],
      ],
    },
    rows: { people: ['new'] },
    none: { entities: { web: ['pagerduty_service'], idle: ['pagerduty_user', { invitationSent: true }] } },
  },
  admins: {
    hits: {
      entities: { ann: ['pagerduty_user', { admin: true }], bob: ['pagerduty_user', { admin: false }] },
    },
    rows: { people: ['ann'] },
    none: { entities: { bob: ['pagerduty_user', { admin: false }] } },
  },
});
