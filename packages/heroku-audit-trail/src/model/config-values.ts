import { rewriteJson, stringOf, type Place, type Rules } from './json-text';

const HIDDEN = '"[redacted]"';

/** What is called so is about config vars, or as secret. */
const ABOUT_CONFIG = /config|secret|credential|passw|env|variable|vars|var$/i;
/** A name in other letters cannot be told from a value. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const ANY_VARIABLE = /^[A-Za-z_]\w*$/;
/** `NAME=value`, but not the query of a URL; JSON or YAML in a text; a URL with a password. */
const ASSIGNS =
  /(?:^|[^\w?&;%./-])[A-Za-z_]\w*["']?\s*=(?=[^=])|["'][A-Za-z_]\w*\\?["']\s*:|[A-Z][A-Z0-9_]*:\s|:\/\/[^\s/@]*:[^\s/@]*@/;

const assigns = (text: string) => (text.includes('=') || text.includes(':')) && ASSIGNS.test(text);

const SUSPECT = /config|secret|credential|passw|env|var/i;
const SUSPECT_SHAPE = /"[A-Z][A-Z0-9_]*"|[A-Z]:\s/;
/** Looked for one by one, they cost an eighth of what they cost in the pattern. */
const SUSPECT_PARTS = ['=', '\\', "'", '://'];

/** Where names may stand: only where no variable can be called so. */
const LISTS_NAMES = new Set(['keys', 'names', 'config_vars', 'vars', 'variables', 'added', 'changed', 'removed']);
const HOLDS_NAME = new Set(['key', 'name', 'config_var', 'variable', 'var']);
/** Members next to a `name` that say its value. */
const SETS = /value|^(from|to|old|new|before|after|current|previous)$/i;
/** Keys that stay. Others may be values. */
const WORDS = new Set(
  `action add added after app before change changed changes config config_var config_vars current data delete deleted
   description diff env environment from id item items key keys list name names new new_value old old_value previous
   previous_value release remove removed set to type unset update updated user value values var variable variables vars
   version`.split(/\s+/),
);
const PARTIES = new Set(['actor', 'app', 'owner', 'enterprise_account', 'team']);
const OF_PARTY = new Set(['id', 'name', 'email']);
const TIME = /^[\d:.TZ +-]{4,40}$/;
const DEEPEST = 64;

/**
 * How a part of an event is read. `event`: it is not about config vars. `config`: the event is. `names`: only names pass.
 * `record`: an object that may name a variable. `party`, `request`: what every event has.
 */
type Mode = 'event' | 'config' | 'names' | 'record' | 'party' | 'request';

/**
 * An event without the values of its config vars. The structure says what may hold them: a type, an action or a key about
 * config; members that are called as variables are; an object that names a variable; a text with an assignment. Of these only
 * names pass. Where nothing is hidden, the text is the one that came.
 *
 * @throws BrokenJson
 */
export function withoutConfigValues(
  type: string | null,
  raw: string,
  replacement: (value: string) => string = () => HIDDEN,
): string {
  if (type !== null && !isSuspect(raw)) return raw;
  const { isAbout, naming } = lookAt(raw);
  return rewriteJson<Mode>(raw, isAbout ? 'config' : 'event', rulesFor(naming, replacement));
}

/** Whether the rules may find something: most events have nothing, and this is cheap to ask. */
export const isSuspect = (text: string): boolean =>
  SUSPECT_PARTS.some((part) => text.includes(part)) || SUSPECT.test(text) || SUSPECT_SHAPE.test(text);

interface Look {
  /** Or nothing says what it is about. */
  isAbout: boolean;
  naming: ReadonlySet<number>;
}

/** What must be known before the first member is read. */
function lookAt(raw: string): Look {
  const words: string[] = [];
  const keyed = new Set<number>();
  const named = new Set<number>();
  const setting = new Set<number>();
  rewriteJson<true>(raw, true, {
    enter: () => true,
    instead: (text) => text,
    key({ key, object }) {
      if (SETS.test(key)) setting.add(object);
      return undefined;
    },
    scalar({ key, inList, object, depth }, token) {
      if (inList || !token.startsWith('"')) return undefined;
      if (depth === 1 && (key === 'type' || key === 'action')) words.push(stringOf(token));
      if (HOLDS_NAME.has(key) && VARIABLE.test(stringOf(token))) (key === 'name' ? named : keyed).add(object);
      return undefined;
    },
  });
  const isAbout = words.length === 0 || words.some((word) => ABOUT_CONFIG.test(word));
  return { isAbout, naming: new Set([...keyed, ...[...named].filter((object) => setting.has(object))]) };
}

function rulesFor(naming: ReadonlySet<number>, replacement: (value: string) => string): Rules<Mode> {
  let hiddenKeys = 0;
  const holdsConfig = ({ key, inList }: Place<Mode>) => !inList && (ABOUT_CONFIG.test(key) || VARIABLE.test(key));
  return {
    enter(at, own) {
      const { mode, key, inList, depth } = at;
      switch (mode) {
        case 'event':
          // The key of a list was judged before.
          if (depth > 0 && holdsConfig(at)) return 'names';
          return naming.has(own) ? 'record' : 'event';
        case 'config':
          if (depth === 0) return 'config';
          if (PARTIES.has(key)) return 'party';
          return key === 'request' ? 'request' : key === 'data' ? 'record' : 'names';
        case 'party':
        case 'request':
          return 'names';
        default:
          if (depth > DEEPEST) return undefined;
          return inList ? 'record' : 'names';
      }
    },
    key({ mode, key }) {
      const may = mode === 'event' || WORDS.has(key) || VARIABLE.test(key) || isCommon(mode, key);
      if (may) return undefined;
      const hidden = replacement(key);
      // Keys of an object differ.
      return hidden === HIDDEN && (hiddenKeys += 1) > 1 ? `"[redacted ${hiddenKeys}]"` : hidden;
    },
    scalar(at, token) {
      if (token === 'null') return undefined;
      const text = token.startsWith('"') ? stringOf(token) : undefined;
      return mayPass(at, text) ? undefined : replacement(text ?? token);
    },
    instead: replacement,
  };

  /** @param text `undefined`: a number or a boolean. */
  function mayPass(at: Place<Mode>, text: string | undefined): boolean {
    const { mode, key, inList, depth } = at;
    switch (mode) {
      case 'event':
        return !holdsConfig(at) && (text === undefined || !assigns(text));
      case 'config':
        if (text === undefined || depth === 0 || inList || assigns(text)) return false;
        return key === 'id' || key === 'type' || key === 'action' || (key.endsWith('_at') && TIME.test(text));
      case 'party':
        return text !== undefined && !inList && OF_PARTY.has(key) && !assigns(text);
      case 'request':
        return text !== undefined && !inList && key === 'ip_address' && !assigns(text);
      default:
        if (text === undefined) return false;
        if (!inList) return mode === 'record' && HOLDS_NAME.has(key) && VARIABLE.test(text);
        return LISTS_NAMES.has(key) && (key === 'keys' ? ANY_VARIABLE : VARIABLE).test(text);
    }
  }
}

const isCommon = (mode: Mode, key: string): boolean =>
  mode === 'party'
    ? OF_PARTY.has(key)
    : mode === 'request'
      ? key === 'ip_address'
      : mode === 'config' && (PARTIES.has(key) || key === 'request' || key.endsWith('_at'));
