import { rewriteJson, stringOf, type Place, type Rules } from './json-text';

const HIDDEN = '"[redacted]"';

/** Words of types, actions and keys: what is called so is about config vars, or something as secret. */
const ABOUT_CONFIG = /config|secret|credential|passw|env|variable|vars|var$/i;
/** How variables are named. In other letters a name cannot be told from a value. */
const VARIABLE = /^[A-Z][A-Z0-9_]*$/;
const ANY_VARIABLE = /^[A-Za-z_]\w*$/;
/** `NAME=value`, but not the query of a URL; JSON or YAML in a text; a URL with a password. */
const ASSIGNS =
  /(?:^|[^\w?&;%./-])[A-Za-z_]\w*["']?\s*=(?=[^=])|["'][A-Za-z_]\w*\\?["']\s*:|[A-Z][A-Z0-9_]*:\s|:\/\/[^\s/@]*:[^\s/@]*@/;

/** Each of its alternatives needs one of these. */
const assigns = (text: string) => (text.includes('=') || text.includes(':')) && ASSIGNS.test(text);

const SUSPECT = /config|secret|credential|passw|env|var/i;
const SUSPECT_SHAPE = /"[A-Z][A-Z0-9_]*"|[A-Z]:\s/;
/** Looked for one by one, they cost an eighth of what they do in the pattern. */
const SUSPECT_PARTS = ['=', '\\', "'", '://'];

/** Lists of names, and members that hold one; both only where no variable itself may be called so. */
const LISTS_NAMES = new Set(['keys', 'names', 'config_vars', 'vars', 'variables', 'added', 'changed', 'removed']);
const HOLDS_NAME = new Set(['key', 'name', 'config_var', 'variable', 'var']);
/** Members beside a `name` that say what it is set to. */
const SETS = /value|^(from|to|old|new|before|after|current|previous)$/i;
/** Keys that stay in what is about config vars. Others may be values. */
const WORDS = new Set(
  `action add added after app before change changed changes config config_var config_vars current data delete deleted
   description diff env environment from id item items key keys list name names new new_value old old_value previous
   previous_value release remove removed set to type unset update updated user value values var variable variables vars
   version`.split(/\s+/),
);
/** What every event has, whatever it is about. */
const PARTIES = new Set(['actor', 'app', 'owner', 'enterprise_account', 'team']);
const OF_PARTY = new Set(['id', 'name', 'email']);
const TIME = /^[\d:.TZ +-]{4,40}$/;
const DEEPEST = 64;

/**
 * How a part of an event is read. `event`: an event that is not about config vars, or a part of it. `config`: the same
 * of one that is. `names`: whatever may hold config vars, of which only names pass; `record` and `records`: there, an
 * object that may name a variable, and a list of such. `party`, `request`: members that every event has.
 */
type Mode = 'event' | 'config' | 'names' | 'record' | 'party' | 'request';

/**
 * The JSON of an event without values of config vars, which are secrets: of whatever may hold config vars only the names
 * of the variables pass. What that is its structure says: a type, an action or a key that is about config; members that
 * are called as variables are; an object that names one; a text with an assignment. Where nothing is to hide, the text
 * is the one that came.
 *
 * @param replacement what stands instead of a value. Default: `"[redacted]"`.
 * @throws BrokenJson where it is no JSON.
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

/** Whether a text may have what the rules look for: cheap to ask, where most events have none of it. */
export const isSuspect = (text: string): boolean =>
  SUSPECT_PARTS.some((part) => text.includes(part)) || SUSPECT.test(text) || SUSPECT_SHAPE.test(text);

interface Look {
  /** Whether the event itself is about config vars, or nothing says what it is about. */
  isAbout: boolean;
  /** Objects that name a variable. */
  naming: ReadonlySet<number>;
}

/** What is to be known of an event before its first member is judged. */
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
          // What a list stands under was judged as it began.
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
      // Two members of an object have two keys.
      return hidden === HIDDEN && (hiddenKeys += 1) > 1 ? `"[redacted ${hiddenKeys}]"` : hidden;
    },
    scalar(at, token) {
      if (token === 'null') return undefined;
      const text = token.startsWith('"') ? stringOf(token) : undefined;
      return mayPass(at, text) ? undefined : replacement(text ?? token);
    },
    instead: replacement,
  };

  /** @param text of a string; `undefined`: a number or a boolean. */
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
