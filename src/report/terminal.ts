export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Does the locale say UTF-8? POSIX order: LC_ALL, then LC_CTYPE, then LANG; the first that is set
 * decides. The Linux console is taken as ASCII: its font lacks most symbols.
 */
export function usesUnicode(env: Environment): boolean {
  if (env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale);
}

/** Colour is for terminals that did not decline it (https://no-color.org, TERM=dumb). */
export function usesColor(env: Environment, isTTY: boolean): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] === '0') return false;
  return isTTY && env['TERM'] !== 'dumb';
}
