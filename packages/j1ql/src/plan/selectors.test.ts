import { answersOf, engineOf } from '../testing/small-graph';

const engine = engineOf({
  app: {
    _type: 'heroku_application',
    _class: ['Application'],
    name: 'PagerDuty bridge',
    'tag.Production': true,
    classification: 'critical',
  },
  host: {
    _type: 'aws_instance',
    _class: ['Host', 'Device'],
    name: 'web-01',
    ip: '10.0.0.5',
    tags: ['Sev1'],
    cores: 16,
  },
  store: { _type: 'db', _class: 'DataStore', name: 'käse AWSBackup', 'tag.Sev1': true, 'tag.Prod': true },
  person: { _type: 'employee', _class: ['Person'], name: 'Ann Example', email: ['ann@example.com'], active: true },
  odd: { _type: 'db', _class: ['Record'], 'tag.CriticalAsset': true, constructor: 'x' },
});

test.each([
  ['FIND Host', ['host']],
  ['FIND Device', ['host']],
  ['FIND DataStore', ['store']],
  ['FIND aws_instance', ['host']],
  ['FIND employee', ['person']],
  ['FIND host', []],
  ['FIND (Host|employee|Nothing)', ['host', 'person']],
  ['FIND (Host|Device)', ['host']],
  ['FIND *', ['app', 'host', 'odd', 'person', 'store']],
  ['FIND * WITH _class = "Device"', ['host']],
  ['FIND * WITH _type ^= "aws"', ['host']],
  ['FIND "pagerduty"', ['app']],
  ['FIND "duty"', ['app']],
  ['"BRIDGE pager"', ['app']],
  ['FIND "10.0.0"', ['host']],
  ['FIND "web 01"', ['host']],
  ['FIND "eb"', []],
  ['FIND "backup"', ['store']],
  ['FIND "example.com"', ['person']],
  ['FIND "ann missing"', []],
  ['FIND "16"', ['host']],
  ['FIND "käse"', ['store']],
  ['FIND "heroku_appl"', ['app']],
  ['FIND ""', []],
  ['FIND "01" WITH cores > 10', ['host']],
  ['FIND #Sev1', ['host', 'store']],
  ['FIND #Sev1 DataStore', ['store']],
  ['FIND #Sev1 #Prod', ['store']],
  ['FIND #Sev1 (Host|aws_instance)', ['host']],
  ['FIND #CriticalAsset', ['app', 'odd']],
  ['FIND #constructor', []],
])('%s finds %j', (text, expected) => {
  expect(answersOf(engine, text)).toEqual(expected);
});
