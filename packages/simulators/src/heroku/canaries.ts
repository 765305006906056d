/** Secrets in places where Heroku has secrets. They must not reach a graph, a log or a file. */
export const HEROKU_CANARIES = [
  'canary-userinfo-5f0c1e',
  'canary-query-9b77d2',
  'canary-message-27ac41',
  'canary-action-e10b93',
  'canary-log-input-31d09a',
  'canary-drain-userinfo-84f2be',
  'canary-drain-path-6c1e07',
  'canary-drain-token-f5a912',
  'canary-telemetry-header-7ad3c6',
  'canary-telemetry-path-b05e41',
  'canary-vpn-key-92c7d0',
] as const;
