import {appendFileSync} from 'node:fs';
import {ClawError} from '../errors.js';
import {PolicyEnforcer, type Refusal} from '../policy/enforcer.js';
import {readPolicyFile} from '../policy/policy-file.js';

export interface PolicyGuardOptions {
  /** Path of the policy file. */
  file: string;
  agent: string;
  /** NDJSON, one refusal a line; appended to. */
  auditLog: string | undefined;
  onRefused(refusal: Refusal): void;
}

/**
 * The policy of a running agent: what it refuses goes to the audit log and to whoever listens.
 * Throws what `readPolicyFile` throws, and `AUDIT_LOG` when the log cannot be written.
 */
export class PolicyGuard {
  readonly enforcer: PolicyEnforcer;
  readonly #options: PolicyGuardOptions;

  constructor(options: PolicyGuardOptions) {
    this.#options = options;
    this.enforcer = new PolicyEnforcer(readPolicyFile(options.file), options.agent, (refusal) =>
      this.#refused(refusal),
    );
    this.#write('');
  }

  /** Reads the file again. What throws leaves the old policy in force. */
  reload(): void {
    this.enforcer.policy = readPolicyFile(this.#options.file);
  }

  #refused(refusal: Refusal): void {
    this.#write(`${JSON.stringify({time: new Date().toISOString(), ...refusal})}\n`);
    this.#options.onRefused(refusal);
  }

  #write(text: string): void {
    const {auditLog} = this.#options;
    if (auditLog === undefined) return;
    try {
      appendFileSync(auditLog, text, {mode: 0o600});
    } catch (cause) {
      throw new ClawError(`cannot write the audit log ${auditLog}: ${(cause as Error).message}`, {
        code: 'AUDIT_LOG',
        hint: 'Give a file in a directory you may write to.',
        exitCode: 3,
        cause,
      });
    }
  }
}
