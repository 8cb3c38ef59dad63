import type {z} from 'zod';
import {ClawError} from '../errors.js';

/**
 * What another process asked for over a control socket. Throws `CONTROL_PARAMS_INVALID`: whatever
 * comes over the socket, the mistake is the other side's.
 */
export function controlParams<Schema extends z.ZodType>(
  schema: Schema,
  params: unknown,
): z.output<Schema> {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    ({path, message}) => `${path.join('.') || 'params'}: ${message}`,
  );
  throw new ClawError(`the request is not understood: ${problems.join('; ')}`, {
    code: 'CONTROL_PARAMS_INVALID',
    hint: 'Use the same version of claw on both sides.',
  });
}
